import { describe, expect, it } from "vitest";

import { splitName, visible } from "./names";

describe("splitName", () => {
  it.each([
    ["Screenshot 2026-11-24 at 09.41.07.png", "Screenshot 2026-11-24 at 09.4", "1.07.png"],
    ["backup-monday.tar.gz", "backup-mo", "nday.tar.gz"],
    ["IMG.HEIC", "", "IMG.HEIC"],
    ["Makefile", "Make", "file"],
    ["", "", ""],
  ])("%s", (name, head, tail) => {
    const parts = splitName(name);
    expect(parts.head + parts.tail).toBe(name);
    expect(parts).toEqual({ head, tail });
  });

  it("never cuts a character in two", () => {
    expect(splitName("🍄🍄🍄🍄🍄🍄.png").tail).toBe("🍄🍄🍄🍄.png");
  });
});

it("shows what would act unseen", () => {
  expect(visible("a\u0000b\nc")).toBe("a␀b␊c");
  expect(visible("photo\u202egpj.exe")).toBe("photo␣gpj.exe");
  expect(visible("Фото スク.png")).toBe("Фото スク.png");
});
