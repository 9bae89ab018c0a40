import { describe, expect, it } from "vitest";

import { changes } from "./announcements";
import type { Snapshot } from "./state";
import type { Entry } from "./types";

const entry = (patch: Partial<Entry>) =>
  ({ id: 1, name: "a.png", size: 100, state: "waits", loaded: 0, copied: false, reason: null, ...patch }) as Entry;

const snapshot = (...entries: Entry[]): Snapshot => ({
  entries,
  notices: [],
  paused: false,
  signedOut: false,
  retryAt: null,
});

const said = (before: Partial<Entry>, after: Partial<Entry>) =>
  changes(snapshot(entry(before)), snapshot(entry(after)));

describe("what readers are told", () => {
  it("starts, landings and errors", () => {
    expect(said({}, { state: "falls" })).toEqual(["a.png starts"]);
    expect(said({ state: "falls" }, { state: "landed", loaded: 100 })).toEqual(["a.png landed"]);
    expect(said({ state: "falls" }, { state: "missed", reason: "Not taken." })).toEqual(["a.png: Not taken"]);
    expect(said({ state: "landed" }, { state: "landed", copied: true })).toEqual(["a.png landed, link copied"]);
  });

  it("every quarter, never each percent", () => {
    const at = (loaded: number) => ({ state: "falls" as const, loaded });
    expect(said(at(10), at(24))).toEqual([]);
    expect(said(at(24), at(26))).toEqual(["a.png 25 %"]);
    expect(said(at(26), at(76))).toEqual(["a.png 75 %"]);
    expect(said(at(76), at(100))).toEqual([]);
  });

  it("what was not taken", () => {
    const empty = snapshot();
    const notice = { id: 9, text: "2 of 3 are not taken: 2 over 2 KB.", mend: null, files: [] };
    expect(changes(empty, { ...empty, notices: [notice] })).toEqual(["2 of 3 are not taken: 2 over 2 KB"]);
    expect(changes(empty, empty)).toEqual([]);
  });
});
