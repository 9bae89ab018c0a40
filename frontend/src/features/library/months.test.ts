import { expect, it } from "vitest";

import { beginAt, byYear, monthOf, monthWords, placeOfMonth, shortMonthWords } from "./months";

const MONTHS = [
  { month: "2026-02", count: 3 },
  { month: "2026-01", count: 1 },
  { month: "2025-12", count: 9 },
];
const at = (...parts: [number, number, number, number?]) => ({ created_at: new Date(...parts).toISOString() });

it("puts months into their years, in the order of the list", () => {
  expect(byYear(MONTHS, "newest")).toEqual([
    { year: "2026", months: [MONTHS[0], MONTHS[1]] },
    { year: "2025", months: [MONTHS[2]] },
  ]);
  expect(byYear(MONTHS, "oldest").map(({ year, months }) => [year, ...months.map(({ month }) => month)])).toEqual([
    ["2025", "2025-12"],
    ["2026", "2026-01", "2026-02"],
  ]);
});

it("takes the month of a file from the calendar of this place", () => {
  expect(monthOf(at(2026, 4, 1, 0))).toBe("2026-05");
  expect(placeOfMonth([at(2026, 5, 3), at(2026, 4, 31, 23), at(2026, 4, 1)], "2026-05")).toBe(1);
  expect(placeOfMonth([at(2026, 5, 3)], "2026-05")).toBe(-1);
});

it("begins the list at the month's end, or at its start where the oldest come first", () => {
  const [start, end] = [new Date(2026, 4, 1).toISOString(), new Date(2026, 5, 1).toISOString()];
  expect(beginAt({ q: "atlas" }, "2026-05", "newest")).toEqual({ q: "atlas", to: end });
  expect(beginAt({ q: "atlas" }, "2026-05", "oldest")).toEqual({ q: "atlas", from: start });
  expect(beginAt({}, "2026-12", "newest")).toEqual({ to: new Date(2027, 0, 1).toISOString() });
  expect(beginAt({}, "2026-05", "name")).toEqual({});
});

it("never widens what the filters narrow", () => {
  const early = { to: new Date(2026, 4, 10).toISOString() };
  const late = { from: new Date(2026, 4, 10).toISOString() };
  expect(beginAt(early, "2026-05", "newest")).toEqual(early);
  expect(beginAt(late, "2026-05", "oldest")).toEqual(late);
  expect(beginAt({ to: new Date(2027, 0, 1).toISOString() }, "2026-05", "newest").to).toBe(new Date(2026, 5, 1).toISOString());
});

it("says a month in words", () => {
  expect(monthWords("2026-05", "en-GB")).toBe("May 2026");
  expect(shortMonthWords("2026-11", "en-GB")).toBe("Nov");
});
