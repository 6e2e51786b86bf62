/** Next's own copy of the tool with which it finds the files of a deployment; it comes without types. */
declare module 'next/dist/compiled/@vercel/nft/index.js' {
  interface Options {
    base: string
    processCwd: string
    ts: boolean
    conditions: string[]
    ignore: string[]
    readFile(path: string): Promise<Buffer | string | null>
  }
  const nft: {
    nodeFileTrace(files: string[], options: Options): Promise<{ fileList: Set<string> }>
  }
  export default nft
}
