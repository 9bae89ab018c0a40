import { beforeEach, describe, expect, it, vi } from "vitest";

import { fieldsOf } from "./fields";
import { arrivalWords, completed, summary } from "./optionWords";
import { checked, resetUploadOptions, setUploadOptions, takeOptions, uploadOptions } from "./options";

const KEY = "bulletdrop.upload-options";
const kept = (): unknown => JSON.parse(localStorage.getItem(KEY) ?? "null");
const DEFAULTS = { naming: "random", is_public: true, keep_metadata: false, uncleanable: "keep", quality: 82 } as const;

beforeEach(resetUploadOptions);

describe("what was chosen", () => {
  it("is kept in this browser, without a password and a name", () => {
    setUploadOptions({ isPublic: false, expiresIn: 86_400, password: "kites", customName: "me" });
    expect(uploadOptions()).toMatchObject({ password: "kites", customName: "me" });
    expect(kept()).toEqual({ isPublic: false, expiresIn: 86_400 });
  });

  it("holds a password for one sending, and a name for one file", () => {
    setUploadOptions({ maxViews: 3, password: "kites", customName: "me" });
    expect(takeOptions(2)).toEqual({ maxViews: 3, password: "kites" });
    expect(uploadOptions()).toEqual({ maxViews: 3 });
    setUploadOptions({ customName: "me" });
    expect(takeOptions(1)).toEqual({ maxViews: 3, customName: "me" });
  });

  it("is there again in the next page", async () => {
    setUploadOptions({ maxViews: 3, isPublic: false });
    vi.resetModules();
    const next = await import("./options");
    expect(next.uploadOptions()).toEqual({ maxViews: 3, isPublic: false });
  });

  it("is looked at before it is used", () => {
    expect(checked({ isPublic: "yes", maxViews: -1, naming: "<b>", quality: 80, password: "x" })).toEqual({ quality: 80 });
    expect(checked("nonsense")).toEqual({});
  });
});

it("sends what was chosen, and nothing else", () => {
  expect(fieldsOf({})).toEqual([["reuse", "true"]]);
  const fields = Object.fromEntries(fieldsOf({ isPublic: false, expiresIn: null, maxViews: 3, convert: "none", anyway: true }));
  expect(fields).toEqual({ is_public: "false", expires_in: "never", max_views: "3", convert: "none" });
});

it("is said in words", () => {
  expect(summary({ isPublic: false, expiresIn: 604_800, maxViews: 3 })).toBe("Only you, gone after 7 days, 3 views");
  expect(summary(completed({ password: "x" }, DEFAULTS))).toBe("Anyone with the link, password");
  expect(arrivalWords(completed({}, DEFAULTS))).toBe("Names are random; position and camera data are removed.");
  expect(arrivalWords({ customName: "me", keepMetadata: true, convert: "webp" })).toBe(
    "The name is me; position and camera data stay; pictures become WebP.",
  );
});
