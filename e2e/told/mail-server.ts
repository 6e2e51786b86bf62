import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail as it was handed in, and as a person reads it. */
interface ReadMail {
  to: string[]
  id: string
  subject: string
  text: string
  html: string
}

export type MailServer = Awaited<ReturnType<typeof startMailServer>>

/** A real mail server on this machine. */
export async function startMailServer() {
  const mails: ReadMail[] = []
  const sockets = new Set<Socket>()
  /** While it goes away in the middle: after the head of a mail, before it has taken it. */
  const manner = { goesAway: false, left: 0 }
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'], logger: false },
    async onData(stream, { envelope }, done) {
      const chunks: Buffer[] = []
      for await (const chunk of stream) {
        if (manner.goesAway) return leave()
        chunks.push(chunk)
      }
      mails.push(readMail(Buffer.concat(chunks).toString('latin1'), envelope.rcptTo))
      done()
    },
  })
  const leave = () => {
    manner.left += 1
    for (const socket of sockets) socket.destroy()
  }
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  return { mails, manner, url, close: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}

function readMail(raw: string, receivers: Array<{ address: string }>): ReadMail {
  const [head = '', body = ''] = halves(raw)
  const parts = body.split(`--${/boundary="([^"]+)"/.exec(head)?.[1]}`).map((part) => part.trimStart())
  const part = (type: string) => decode(parts.find((each) => each.startsWith(`Content-Type: ${type}`)) ?? '')
  return {
    to: receivers.map(({ address }) => address),
    id: header(head, 'Message-ID'),
    subject: header(head, 'Subject'),
    text: part('text/plain'),
    html: part('text/html'),
  }
}

function halves(message: string): string[] {
  const at = message.indexOf('\r\n\r\n')
  return [message.slice(0, at), message.slice(at + 4)]
}

function header(head: string, name: string): string {
  const unfolded = head.replace(/\r\n[ \t]+/g, ' ')
  return new RegExp(`^${name}: (.*)$`, 'm').exec(unfolded)?.[1] ?? ''
}

function decode(part: string): string {
  const [head = '', body = ''] = halves(part)
  const encoding = header(head, 'Content-Transfer-Encoding')
  const bytes = encoding === 'quoted-printable' ? unquoted(body) : body
  return Buffer.from(bytes, encoding === 'base64' ? 'base64' : 'latin1')
    .toString('utf8')
    .replaceAll('\r\n', '\n')
}

function unquoted(text: string): string {
  return text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
