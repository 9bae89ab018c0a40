import { describe, expect, it } from "vitest";

import { counted, formatAgo, formatBytes, formatBytesOf, formatDuration, formatPercent, formatSpeed, formatWait } from "./format";

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1 KB"],
    [248_123, "248 KB"],
    [999_499, "999 KB"],
    [999_500, "1 MB"],
    [1_034_000_000, "1.03 GB"],
    [25_000_000_000, "25 GB"],
    [1.7e18, "1,700 PB"],
  ])("writes %d as %s", (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });
});

it("gives both sizes in the unit of the whole", () => {
  expect(formatBytesOf(1_030_000_000, 1_690_000_000)).toBe("1.03 of 1.69 GB");
  expect(formatBytesOf(0, 25_000_000_000)).toBe("0 of 25 GB");
  expect(formatBytesOf(999_700, 4_200_000)).toBe("1 of 4.2 MB");
});

it.each([
  [42_300_000, 1_070_000_000, "42.3 MB of 1.07 GB"],
  [800_000, 4_200_000, "800 KB of 4.2 MB"],
  [12, 4_200_000, "12 B of 4.2 MB"],
])("gives a part below one of the whole's unit in its own: %d of %d", (part, whole, words) => {
  expect(formatBytesOf(part, whole)).toBe(words);
});

it("says speeds, percents and counts", () => {
  expect(formatSpeed(12_400_000)).toBe("12.4 MB/s");
  expect(formatPercent(0.619)).toBe("61 %");
  expect(formatPercent(2)).toBe("100 %");
  expect(counted(1, "file")).toBe("1 file");
  expect(counted(1284, "file")).toBe("1,284 files");
});

it.each([
  [0, "0:00"],
  [53, "0:53"],
  [112, "1:52"],
  [4_040, "1:07:20"],
])("writes %d seconds as %s", (seconds, words) => {
  expect(formatDuration(seconds)).toBe(words);
});

it("rounds a wait up", () => {
  expect(formatWait(7.2)).toBe("8 seconds");
  expect(formatWait(661)).toBe("12 minutes");
  expect(formatWait(3_601)).toBe("2 hours");
});

describe("formatAgo", () => {
  const now = new Date(2026, 10, 24, 12, 0, 0).getTime();
  it.each([
    [0, "now"],
    [-5_000, "now"], // a clock that is ahead
    [4_000, "4 seconds ago"],
    [60_000, "1 minute ago"],
    [2 * 3_600_000, "2 hours ago"],
    [5 * 86_400_000, "November 19"],
    [400 * 86_400_000, "October 20, 2025"],
  ])("says %d ms before as %s", (before, words) => {
    expect(formatAgo(now - before, now)).toBe(words);
  });
});
