import { expect, it } from "vitest";

import { targetOf } from "./moves";

const list = { rows: [], count: 30, width: 900, view: "list" } as const;

it.each([
  ["j", 4, 5],
  ["k", 4, 3],
  ["ArrowRight", 4, 5],
  ["ArrowDown", 4, 5],
  ["ArrowUp", 0, 0],
  ["j", 29, 29],
  ["PageDown", 4, 16],
  ["PageUp", 4, 0],
  ["Home", 12, 0],
  ["End", 12, 29],
])("%s leads from %i to %i", (key, from, to) => {
  expect(targetOf(key, from, list)).toBe(to);
});
