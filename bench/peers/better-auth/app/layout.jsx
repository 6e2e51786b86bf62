export default function PeerLayout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
