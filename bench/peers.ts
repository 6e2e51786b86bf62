import { type Result, resultOf } from '#bench/measure/result'
import { serveApp } from '#bench/measure/serve'
import { installPeers } from '#bench/pages/install-peers'
import { measurePages, type Page, type Sample } from '#bench/pages/measure-pages'
import { type Peer, preparePeer } from '#bench/pages/prepare-peer'
import { type ServedPages, servePages } from '#bench/pages/serve-pages'
import type { Running } from '#scripts/command/run-command'
import { Refusal } from '#server/refusal'

/** Compares our list of connections with plain ones that others sign a person in to, alternating. */
export async function benchPeers(running: Running, rounds: number): Promise<Result[]> {
  await installPeers()
  const served = await servePages(running, null)
  const { stage, bare, ours, cookie } = served
  const page: Page = { name: 'our list', url: `${ours.url}/connections`, pid: ours.pid, cookie }
  const others: Page[] = [
    { name: 'bare list', url: `${bare.url}/list`, pid: bare.pid, cookie: '' },
    await servePeer(served, 'next-auth'),
    await servePeer(served, 'better-auth'),
  ]
  const samples = await measurePages(stage, [...others, page], rounds)
  const of = (page: Page, field: keyof Sample) => (samples.get(page) ?? []).map((sample) => sample[field])
  return [
    ...others.flatMap((other) => besides(page, other, of)),
    ...[...others, page].flatMap((page) => told(page, of)),
  ]
}

async function servePeer({ stage }: ServedPages, peer: Peer): Promise<Page> {
  const { databaseUrl, cookie } = await preparePeer(stage, peer)
  const env = { ...process.env, DATABASE_URL: databaseUrl }
  const { url, pid } = await serveApp(stage.running, `bench/peers/${peer}`, env)
  const page = { name: peer, url: `${url}/connections`, pid, cookie }
  // A page that lets anybody in would be compared with nothing.
  const { status } = await fetch(page.url, { redirect: 'manual' })
  if (status !== 307) throw new Refusal(`The page of ${peer} answered ${status} to somebody who is not signed in.`)
  return page
}

type Field = (page: Page, field: keyof Sample) => number[]

function besides(ours: Page, other: Page, of: Field): Result[] {
  const ratios = (over: number[], under: number[]) => over.map((value, round) => value / (under[round] ?? Number.NaN))
  const [server, wall] = ['server', 'wall'] as const
  const name = `${ours.name} beside ${other.name}`
  return [
    resultOf(`${name}: processor`, ratios(of(ours, server), of(other, server)), 'times its processor time'),
    resultOf(`${name}: throughput`, ratios(of(other, wall), of(ours, wall)), 'times its pages a second'),
  ]
}

function told(page: Page, of: Field): Result[] {
  return [
    resultOf(`${page.name}: server`, of(page, 'server'), 'ms of processor time'),
    resultOf(
      `${page.name}: throughput`,
      of(page, 'wall').map((ms) => 1000 / ms),
      'pages a second, one after the other',
    ),
    resultOf(`${page.name}: PostgreSQL`, of(page, 'database'), 'ms of processor time'),
    resultOf(`${page.name}: sent`, of(page, 'bytes'), 'bytes, compressed'),
  ]
}
