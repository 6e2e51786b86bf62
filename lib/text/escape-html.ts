/** Whatever is put in: names come from Qonto, and from whoever wrote them there. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
