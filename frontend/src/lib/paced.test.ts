import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { paced } from "./paced";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it("runs while calls keep coming, and once more after the last", async () => {
  const run = vi.fn(() => Promise.resolve());
  const ask = paced(run, 300);
  for (let call = 0; call < 100; call += 1) {
    ask();
    await vi.advanceTimersByTimeAsync(30);
  }
  expect(run.mock.calls.length).toBeGreaterThanOrEqual(9);
  expect(run.mock.calls.length).toBeLessThanOrEqual(10);
  await vi.advanceTimersByTimeAsync(300);
  const settled = run.mock.calls.length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(run).toHaveBeenCalledTimes(settled);
});

it("waits for a run that takes long, and goes on after one that failed", async () => {
  let fail = (): void => undefined;
  const run = vi.fn(() => new Promise<void>((_, reject) => { fail = () => { reject(new Error("away")); }; }));
  const ask = paced(run, 300);
  ask();
  await vi.advanceTimersByTimeAsync(300);
  ask();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(run).toHaveBeenCalledTimes(1);
  fail();
  await vi.advanceTimersByTimeAsync(300);
  expect(run).toHaveBeenCalledTimes(2);
});
