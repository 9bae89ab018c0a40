const AT_ONCE = 6;

export interface Settled<T> {
  done: T[];
  /** What was refused, with the first reason: for several files one sentence is enough. */
  refused: { item: T; error: unknown }[];
}

/** Runs one call an item, a few at a time; a refusal does not stop the others. What the signal ends is not begun. */
export async function inBatches<T>(
  items: readonly T[],
  call: (item: T) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<Settled<T>> {
  const settled: Settled<T> = { done: [], refused: [] };
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined && !signal?.aborted; item = waiting.shift()) {
      try {
        await call(item);
        settled.done.push(item);
      } catch (error) {
        settled.refused.push({ item, error });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return settled;
}
