/** Parts of a name in order: the odd ones are what was searched for. Null: none of it is in the name. */
export function markedParts(name: string, q: string): string[] | null {
  if (q.trim().length < 2) return null;
  // The longest first, so that "notes" is not left half marked by "note".
  const words = q.trim().split(/\s+/).sort((a, b) => b.length - a.length);
  const parts = name.split(new RegExp(`(${words.map(escaped).join("|")})`, "iu"));
  return parts.length > 1 ? parts : null;
}

function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
