import { CopyButton } from '#components/ui/copy/copy-button'

/** A short raw value inside a sentence or a list. */
export function Code({ children }: { children: string }) {
  return <code className="code">{children}</code>
}

interface CodeBlockProps {
  text: string
  copy: string
  copied: string
}

/** A raw value on its own, with a button to copy it. */
export function CodeBlock({ text, copy, copied }: CodeBlockProps) {
  return (
    <div className="flex flex-col items-start gap-3 rounded-md border border-hairline bg-sunken p-4 sm:flex-row sm:justify-between">
      <code className="max-w-full min-w-0 font-mono text-sm leading-6 break-words whitespace-pre-wrap [overflow-wrap:anywhere]">
        {text}
      </code>
      <CopyButton text={text} label={copy} done={copied} />
    </div>
  )
}
