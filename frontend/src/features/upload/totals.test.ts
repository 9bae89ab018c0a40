import { describe, expect, it } from "vitest";

import { inTrayOrder, isBusy, summaryOf, totalsOf } from "./totals";
import type { Entry } from "./types";

function entry(id: number, patch: Partial<Entry>): Entry {
  return {
    id,
    drop: 1,
    file: new File([], "a"),
    name: "a",
    size: 100,
    options: { isPublic: true, expiresIn: null },
    state: "waits",
    hold: null,
    loaded: 0,
    speed: null,
    secondsLeft: null,
    reason: null,
    mend: null,
    landed: null,
    known: false,
    tookMs: null,
    copied: false,
    kept: false,
    ...patch,
  };
}

const landed = entry(1, { state: "landed", loaded: 100 });
const falls = entry(2, { state: "falls", loaded: 50, speed: 10, secondsLeft: 5 });
const missed = entry(3, { state: "missed" });
const paused = entry(4, { state: "held", hold: "paused" });
const waits = entry(5, {});

describe("totalsOf", () => {
  it("counts each state and leaves the missed out of the way to go", () => {
    const totals = totalsOf([landed, falls, missed, paused, waits], []);
    expect(totals).toMatchObject({ total: 5, landed: 1, needsYou: 1, falls: 1, waits: 1, paused: 1 });
    expect(totals.fraction).toBe(150 / 400);
    expect(totals.speed).toBe(10);
    expect(totals.secondsLeft).toBe(15);
    expect(summaryOf(totals)).toBe("1 running, 1 paused, 1 needs you");
  });

  it("ends with what lies on the clipboard", () => {
    const copied = { ...landed, copied: true };
    expect(summaryOf(totalsOf([copied], []))).toBe("Link copied");
    expect(summaryOf(totalsOf([copied, copied, missed], []))).toBe("Copied 2 links, 1 needs you");
    expect(summaryOf(totalsOf([copied, falls], []))).toBe("1 running");
  });

  it("leaves out what it does not know", () => {
    const totals = totalsOf([entry(1, { state: "falls" })], []);
    expect(totals.speed).toBeNull();
    expect(totals.secondsLeft).toBeNull();
  });

  it("is done with nothing but empty files", () => {
    expect(totalsOf([entry(1, { state: "landed", size: 0 })], []).fraction).toBe(1);
    expect(totalsOf([], []).fraction).toBe(0);
  });

  it("is busy while something would be lost", () => {
    expect(isBusy(totalsOf([landed, missed, paused], []))).toBe(false);
    expect(isBusy(totalsOf([waits], []))).toBe(true);
    expect(isBusy(totalsOf([entry(1, { state: "held", hold: "offline" })], []))).toBe(true);
  });
});

it("orders the tray: needs you, falls, held, waits, landed, the latest landing first", () => {
  const later = entry(6, { state: "landed" });
  expect(inTrayOrder([landed, later, waits, paused, falls, missed]).map(({ id }) => id)).toEqual([
    3, 2, 4, 5, 6, 1,
  ]);
});
