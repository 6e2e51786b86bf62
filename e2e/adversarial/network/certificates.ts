import { generate } from 'selfsigned'

/** A certificate with its key, both in PEM. */
export interface Pair {
  key: string
  cert: string
}

const DAY_MS = 86_400_000

/** An authority that nobody knows until it is told. */
export async function newAuthority(name: string): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  return { key: made.private, cert: made.cert }
}

interface Wish {
  /** Who signs; nobody else does when absent. */
  ca?: Pair
  host?: string
  /** Days from now on which it begins and ends. */
  from?: number
  until?: number
}

/** A certificate of a server. */
export async function newCertificate({ ca, host = 'localhost', from = -1, until = 30 }: Wish): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: host }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() + from * DAY_MS),
    notAfterDate: new Date(Date.now() + until * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
    ],
    ...(ca ? { ca } : {}),
  })
  return { key: made.private, cert: made.cert }
}
