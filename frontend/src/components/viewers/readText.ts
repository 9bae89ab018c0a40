import { decodeText, wholeLines } from "./decode";
import type { Viewed } from "./viewed";

/** Text up to this size is fetched at once. */
export const LARGEST_AT_ONCE = 2_000_000;
/** Of larger text this much is. */
const BEGINNING = 500_000;
/** More than this no page should hold. */
export const LARGEST_WHOLE = 20_000_000;

export interface ReadText {
  text: string;
  isCut: boolean;
}

/** The text of a file, or its beginning. */
export async function readText(file: Viewed, whole: boolean, signal: AbortSignal): Promise<ReadText> {
  const isCut = !whole && file.size > LARGEST_AT_ONCE;
  const headers: HeadersInit = isCut ? { Range: `bytes=0-${BEGINNING - 1}` } : {};
  const answer = await fetch(file.source, { signal, headers, credentials: "omit" });
  if (!answer.ok) throw new Error(String(answer.status));
  if (!isCut) return { text: decodeText(new Uint8Array(await answer.arrayBuffer())), isCut };
  const text = decodeText(await firstOf(answer, BEGINNING), true);
  return { text: wholeLines(text), isCut };
}

/** The first bytes of an answer, also where the host sends more than was asked for. */
async function firstOf(answer: Response, most: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(most);
  let length = 0;
  const reader = answer.body?.getReader();
  while (reader && length < most) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes.set(value.subarray(0, most - length), length);
    length += value.length;
  }
  await reader?.cancel();
  return bytes.subarray(0, Math.min(length, most));
}
