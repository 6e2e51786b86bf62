import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type SecureContextOptions, type Server as TlsServer } from 'node:tls'

/** What stands on the port: TLS in front of the target, words in clear, or a door that falls shut. */
export type Manner = 'tls' | 'plain' | 'hang_up' | 'silence'

/** A port that ends TLS in front of another one, and may change its manners and its certificate. */
export class TlsFront {
  manner: Manner = 'tls'
  /** Bytes that arrived in clear or after a handshake: what somebody was ready to say to this server. */
  heard = 0
  port = 0
  /** Null while nobody listens behind it. */
  target: number | null
  private readonly door: Server
  private readonly tls: TlsServer
  private readonly sockets = new Set<Socket>()

  constructor(target: number | null, options: SecureContextOptions) {
    this.target = target
    this.tls = createTlsServer(options, (socket) => this.pass(socket))
    this.tls.on('tlsClientError', () => undefined)
    this.door = createServer((socket) => this.receive(socket))
  }

  async listen(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.door.listen(port, 'localhost', resolve))
    this.port = (this.door.address() as AddressInfo).port
  }

  present(options: SecureContextOptions): void {
    this.tls.setSecureContext(options)
  }

  /** Nobody answers on the port any more. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise((resolve) => this.door.close(resolve))
  }

  private receive(socket: Socket): void {
    this.sockets.add(socket)
    socket.on('close', () => this.sockets.delete(socket)).on('error', () => undefined)
    if (this.manner === 'tls') this.tls.emit('connection', socket)
    else if (this.manner === 'hang_up') socket.once('data', () => socket.destroy())
    else if (this.manner === 'plain') this.answerInClear(socket)
  }

  private answerInClear(socket: Socket): void {
    socket.on('data', (bytes) => {
      // The first byte of a handshake is 22; of a request in clear it is a letter.
      if (bytes[0] !== 22) this.heard += bytes.length
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')
    })
  }

  private pass(socket: Socket): void {
    const inside = connect(this.target ?? 0, 'localhost')
    socket.on('data', (bytes) => {
      this.heard += bytes.length
    })
    socket.on('error', () => inside.destroy()).on('close', () => inside.destroy())
    inside.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket.pipe(inside).pipe(socket)
  }
}
