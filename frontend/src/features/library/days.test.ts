import { describe, expect, it } from "vitest";

import { byDay, dayWords } from "./days";

const at = (...parts: [number, number, number, number?]) => ({
  created_at: new Date(...(parts as [number, number, number])).toISOString(),
});

describe("byDay", () => {
  it("groups neighbours by the local day and keeps their order", () => {
    const days = byDay([at(2026, 10, 24, 23), at(2026, 10, 24, 1), at(2026, 10, 23, 23)]);
    expect(days.map((day) => day.items.length)).toEqual([2, 1]);
    expect(days[0]?.key).toBe("2026-11-24");
  });
});

describe("dayWords", () => {
  const now = new Date(2026, 10, 24, 0, 5);

  it("names the two nearest days", () => {
    expect(dayWords(new Date(2026, 10, 24, 0, 1), now)).toBe("Today");
    expect(dayWords(new Date(2026, 10, 23, 23, 59), now)).toBe("Yesterday");
  });

  it("dates the others, with the year where it is another one", () => {
    expect(dayWords(new Date(2026, 10, 20), now, "en-GB")).toBe("Friday 20 November");
    expect(dayWords(new Date(2025, 10, 20), now, "en-GB")).toMatch(/20 November 2025/);
  });
});
