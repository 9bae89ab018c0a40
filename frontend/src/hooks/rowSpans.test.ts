import { expect, it } from "vitest";

import { rowAt, spanOf, startsOf } from "./rowSpans";

const starts = startsOf([40, 100, 100, 40, 100]);

it("adds heights up", () => {
  expect(starts).toEqual([0, 40, 140, 240, 280, 380]);
  expect(startsOf([])).toEqual([0]);
});

it.each([
  [-50, 0],
  [0, 0],
  [39, 0],
  [40, 1],
  [239, 2],
  [280, 4],
  [9_000, 4],
])("at %i lies row %i", (y, row) => {
  expect(rowAt(starts, y)).toBe(row);
});

it("draws what is in sight, and half a window on either side", () => {
  expect(spanOf(starts, 140, 80)).toEqual({ first: 1, last: 3, top: 2 });
  expect(spanOf(starts, 0, 40)).toEqual({ first: 0, last: 1, top: null });
  const many = startsOf(Array.from({ length: 100_000 }, () => 44));
  expect(spanOf(many, 44 * 50_000, 880)).toEqual({ first: 49_990, last: 50_030, top: 50_000 });
});
