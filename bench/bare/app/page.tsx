/** The least that Next can render for a request: what every page costs whatever is on it. */
export default function EmptyPage() {
  return <p>Empty</p>
}
