const ENDING = /(\.tar)?\.[A-Za-z0-9]{1,8}$/;
const KEPT = 4;

/**
 * A name in two parts: the head may be cut, the tail is kept, four characters and the ending. Parts
 * are cut between whole characters, never within a surrogate pair.
 */
export function splitName(name: string): { head: string; tail: string } {
  const ending = ENDING.exec(name)?.[0] ?? "";
  const stem = Array.from(name.slice(0, name.length - ending.length));
  if (stem.length <= KEPT) return { head: "", tail: name };
  return { head: stem.slice(0, -KEPT).join(""), tail: stem.slice(-KEPT).join("") + ending };
}

/**
 * Shows what would otherwise act unseen: control characters and the marks that turn the direction
 * of writing ("gpj.exe" for "exe.jpg") become symbols.
 */
export function visible(text: string): string {
  // eslint-disable-next-line no-control-regex -- these very characters are looked for
  return text.replace(/[\u0000-\u001f\u007f\u0080-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, symbol);
}

function symbol(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "␡" : "␣";
}
