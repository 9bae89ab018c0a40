const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

/** Sixteen letters and digits that are not mistaken for each other: 80 bits. */
export function suggestedPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const letters = Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join("");
  return letters.replace(/(.{4})(?!$)/g, "$1-");
}
