import { expect, it } from "vitest";

import { standing } from "./around";

interface Landed {
  id: number;
  second: number;
}

const landed = (id: number, second: number): Landed => ({ id, second });

let library: Landed[] = [];

/** What stands around a file in a library whose files are listed in the order of landing. */
function place(file: Landed) {
  const sinceThen = library.filter(({ second }) => second >= file.second);
  const before = library.filter(({ second }) => second < file.second).at(-1) ?? null;
  const found = standing(file.id, { sinceThen, before, count: sinceThen.length });
  return found && [found.place, found.previous?.id ?? null, found.next?.id ?? null];
}

it("finds the place of a file deep in the list, and who stands beside it", () => {
  library = Array.from({ length: 50 }, (_, index) => landed(index + 1, index));
  expect(place(landed(12, 11))).toEqual([39, 13, 11]);
});

it("finds nobody beyond the ends", () => {
  library = [landed(1, 1), landed(2, 2)];
  expect(place(landed(2, 2))).toEqual([1, null, 1]);
  expect(place(landed(1, 1))).toEqual([2, 2, null]);
});

it("keeps the order of those that landed in the same instant", () => {
  library = [landed(1, 1), landed(2, 5), landed(3, 5), landed(4, 5), landed(5, 9)];
  expect(place(landed(3, 5))).toEqual([3, 4, 2]);
  expect(place(landed(2, 5))).toEqual([4, 3, 1]);
});

it("knows nothing of a file that is not in the list", () => {
  library = [landed(1, 1)];
  expect(place(landed(7, 2))).toBeNull();
});
