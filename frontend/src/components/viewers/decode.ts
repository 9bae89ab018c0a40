const SAMPLE = 4_096;

/** Text from bytes as it was meant: UTF-8, or UTF-16 by its mark or by its zeros. What is no text becomes "�". */
export function decodeText(bytes: Uint8Array, isCut = false): string {
  // Cut off in the middle of a character, its first half is left out and not shown as broken.
  return new TextDecoder(encodingOf(bytes)).decode(bytes, { stream: isCut });
}

export function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const sample = bytes.subarray(0, SAMPLE);
  const zeros = [0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const many = sample.length / 6;
  // Most scripts have many characters below 256, at least blanks and line ends, whose other half is zero.
  if (odd > many && even < odd / 8) return "utf-16le";
  if (even > many && odd < even / 8) return "utf-16be";
  return "utf-8";
}

/** Lines, whatever ends them. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  return lines;
}

/** Up to the last whole line; all of it where there is none. */
export function wholeLines(text: string): string {
  const end = text.lastIndexOf("\n");
  return end > 0 ? text.slice(0, end + 1) : text;
}
