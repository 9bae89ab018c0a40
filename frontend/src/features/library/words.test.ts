import { describe, expect, it } from "vitest";

import { accessAgainWords, accessWords, copiedWords, expiryAgainWords, expiryWords, files, inTrash, leftWords } from "./words";

it("counts", () => {
  expect(files(1)).toBe("1 file");
  expect(files(17)).toBe("17 files");
  expect(copiedWords(1, null)).toBe("Link copied");
  expect(copiedWords(12, null)).toBe("Copied 12 links");
  expect(copiedWords(1, "Markdown")).toBe("Link copied as Markdown");
  expect(inTrash(["a.png"])).toBe("a.png is in the trash, its link is off");
  expect(inTrash(["a.png", "b.png"])).toBe("2 files are in the trash, their links are off");
  expect(accessWords(1, false)).toBe("Private. Only you see it.");
  expect(accessWords(3, true)).toBe("3 files are public. Anyone with a link sees them.");
});

it("says what an undo brought back", () => {
  expect(accessAgainWords(1, true)).toBe("Public again.");
  expect(accessAgainWords(3, false)).toBe("3 files are private again.");
  expect(expiryAgainWords([null])).toBe("Back. The link stays.");
  expect(expiryAgainWords(["2026-12-24T08:59:00Z", null])).toBe("Back. The links end as before.");
});

describe("expiryWords", () => {
  const now = Date.parse("2026-11-24T09:00:00Z");

  it.each([
    ["2026-11-30T10:00:00Z", "6 days left"],
    ["2026-11-25T09:00:00Z", "1 day left"],
    ["2026-11-24T11:30:00Z", "2 hours left"],
    ["2026-11-24T09:00:20Z", "1 minute left"],
    ["2026-11-24T09:00:00Z", "Expired"],
  ])("%s: %s", (expiresAt, words) => {
    expect(expiryWords(expiresAt, now)).toBe(words);
  });
});

describe("leftWords", () => {
  const now = Date.parse("2026-11-24T09:00:00Z");
  const deleted_at = "2026-11-22T09:00:00Z";

  it.each([
    ["2026-12-24T08:59:00Z", "30 days left"],
    ["2026-11-25T10:00:00Z", "2 days left"],
    ["2026-11-24T10:00:00Z", "1 day left"],
    ["2026-11-24T08:00:00Z", "Goes now"],
    [null, "Deleted 2 days ago"],
  ])("%s: %s", (purged_at, words) => {
    expect(leftWords({ deleted_at, purged_at }, now)).toBe(words);
  });
});
