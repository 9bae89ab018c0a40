import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Announcer } from "./announcer";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it("joins what happens within two seconds", () => {
  const said: string[] = [];
  const announcer = new Announcer((text) => said.push(text));
  for (const name of ["a", "b", "c", "d", "e"]) announcer.add(`${name} landed`);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(2_000);
  expect(said).toEqual(["a landed. b landed. c landed, and 2 more."]);
  announcer.add("f landed");
  vi.advanceTimersByTime(2_000);
  expect(said[1]).toBe("f landed.");
});
