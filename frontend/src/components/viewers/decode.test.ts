import { describe, expect, it } from "vitest";

import { decodeText, encodingOf, linesOf, wholeLines } from "./decode";

const utf16 = (text: string, mark: boolean, big = false) => {
  const units = [...(mark ? "\ufeff" : ""), ...text].map((character) => character.charCodeAt(0));
  return Uint8Array.from(units.flatMap((unit) => (big ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8])));
};

describe("decodeText", () => {
  const text = "Grüße\nund mehr, mit Zeilen";

  it.each([
    ["UTF-8", new TextEncoder().encode(text)],
    ["UTF-8 with its mark", new TextEncoder().encode(`\ufeff${text}`)],
    ["UTF-16 LE with its mark", utf16(text, true)],
    ["UTF-16 BE with its mark", utf16(text, true, true)],
    ["UTF-16 LE without", utf16(text, false)],
    ["UTF-16 BE without", utf16(text, false, true)],
  ])("reads %s", (_, bytes) => {
    expect(decodeText(bytes)).toBe(text);
  });

  it("shows what is no text, and leaves out the half of a character at a cut", () => {
    const broken = Uint8Array.from([0x61, 0xff, 0x62]);
    expect(decodeText(broken)).toBe("a\ufffdb");
    const half = new TextEncoder().encode("aü").subarray(0, 2);
    expect(decodeText(half, true)).toBe("a");
    expect(decodeText(half)).toBe("a\ufffd");
  });

  it("takes bytes with some zeros for what they are", () => {
    expect(encodingOf(Uint8Array.from([97, 0, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107]))).toBe("utf-8");
    expect(encodingOf(new Uint8Array())).toBe("utf-8");
  });
});

it("counts lines as an editor does", () => {
  expect(linesOf("a\r\nb\rc\n")).toEqual(["a", "b", "c"]);
  expect(linesOf("a\n\n")).toEqual(["a", ""]);
  expect(linesOf("")).toEqual([""]);
  expect(wholeLines("one\ntwo\nthr")).toBe("one\ntwo\n");
  expect(wholeLines("one")).toBe("one");
});
