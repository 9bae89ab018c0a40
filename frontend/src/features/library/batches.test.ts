import { expect, it } from "vitest";

import { inBatches } from "./batches";

it("runs six calls at a time and lets a refusal stop nobody", async () => {
  let running = 0;
  let most = 0;
  const settled = await inBatches(
    Array.from({ length: 50 }, (_, index) => index),
    async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      if (item % 10 === 0) throw new Error(String(item));
    },
  );
  expect(most).toBe(6);
  expect(settled.done).toHaveLength(45);
  expect(settled.refused.map(({ item }) => item).sort((a, b) => a - b)).toEqual([0, 10, 20, 30, 40]);
});

it("begins nothing more once it is ended", async () => {
  const ending = new AbortController();
  const settled = await inBatches(
    Array.from({ length: 50 }, (_, index) => index),
    async (item) => {
      if (item === 5) ending.abort();
      await Promise.resolve();
    },
    ending.signal,
  );
  expect(settled).toEqual({ done: [0, 1, 2, 3, 4, 5], refused: [] });
});
