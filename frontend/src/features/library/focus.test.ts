import { describe, expect, it } from "vitest";

import { newerThan } from "./newcomers";
import type { Upload } from "./requests";
import { survivor } from "./useFocusedFile";

const files = [9, 8, 7, 6].map((id) => ({ id }) as Upload);
const some = (...ids: number[]) => files.filter(({ id }) => ids.includes(id));

describe("after a deletion the focus", () => {
  it("goes to the next file", () => {
    expect(survivor(files, some(8))).toBe(7);
    expect(survivor(files, some(8, 7))).toBe(6);
  });

  it("goes back to the last where none follows", () => {
    expect(survivor(files, some(6))).toBe(7);
    expect(survivor(files, files)).toBeNull();
  });
});

it("counts as new only what came after the newest", () => {
  const candidates = [10, 9, 5].map((id) => ({ id }) as Upload);
  expect(newerThan(files[0], candidates, files).map(({ id }) => id)).toEqual([10]);
  expect(newerThan(undefined, candidates, []).map(({ id }) => id)).toEqual([10, 9, 5]);
});
