import { describe, expect, it } from "vitest";

import { inWords, setUploadOptions, uploadOptions } from "./options";

describe("inWords", () => {
  it.each([
    [{ isPublic: true, expiresIn: null }, false, "as public links"],
    [{ isPublic: false, expiresIn: null }, true, "as a private file"],
    [{ isPublic: true, expiresIn: 604_800 }, false, "as public links that go after 7 days"],
    [{ isPublic: true, expiresIn: 3_600 }, true, "as a public link that goes after 1 hour"],
  ])("%o", (options, one, words) => {
    expect(inWords(options, one)).toBe(words);
  });
});

it("keeps the options in this browser", () => {
  setUploadOptions({ isPublic: false, expiresIn: 86_400 });
  expect(uploadOptions()).toEqual({ isPublic: false, expiresIn: 86_400 });
  expect(JSON.parse(localStorage.getItem("bulletdrop.upload-options") ?? "")).toEqual(uploadOptions());
});
