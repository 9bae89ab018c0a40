import { isOpen } from "./entries";
import type { Entry, Notice } from "./types";

export interface Totals {
  total: number;
  landed: number;
  /** How many of the landed have their link on the clipboard. */
  copied: number;
  /** Missed files, files that are asked for again, and notices: what goes no further without the person. */
  needsYou: number;
  falls: number;
  waits: number;
  paused: number;
  /** Held for a reason that mends itself, or by the end of the session. */
  held: number;
  /** Share of all bytes that are out, 0–1. Missed files are left out: they will not arrive. */
  fraction: number;
  speed: number | null;
  secondsLeft: number | null;
}

export function totalsOf(entries: readonly Entry[], notices: readonly Notice[]): Totals {
  const count = (test: (entry: Entry) => boolean) => entries.filter(test).length;
  const coming = entries.filter((entry) => entry.state !== "missed");
  const bytes = coming.reduce((sum, entry) => sum + entry.size, 0);
  const loaded = coming.reduce((sum, entry) => sum + entry.loaded, 0);
  const landed = count((entry) => entry.state === "landed");
  const speed = speedOf(entries);
  return {
    total: entries.length,
    landed,
    copied: count((entry) => entry.copied),
    needsYou: count(needsYou) + notices.length,
    falls: count((entry) => entry.state === "falls"),
    waits: count((entry) => entry.state === "waits"),
    paused: count((entry) => entry.hold === "paused"),
    held: count(({ state, hold }) => state === "held" && hold !== "paused" && hold !== "bytes"),
    fraction: bytes > 0 ? loaded / bytes : coming.length > 0 ? landed / coming.length : 0,
    speed,
    secondsLeft: leftOf(entries, speed),
  };
}

function speedOf(entries: readonly Entry[]): number | null {
  const speeds = entries.flatMap((entry) => (entry.speed === null ? [] : [entry.speed]));
  return speeds.length > 0 ? speeds.reduce((sum, speed) => sum + speed, 0) : null;
}

/** Known once at least one running file knows its own: two seconds after the start. */
function leftOf(entries: readonly Entry[], speed: number | null): number | null {
  if (speed === null || !entries.some((entry) => entry.secondsLeft !== null)) return null;
  const open = entries.filter((entry) => entry.state === "falls" || entry.state === "waits");
  return open.reduce((sum, entry) => sum + entry.size - entry.loaded, 0) / speed;
}

function needsYou({ state, hold }: Entry): boolean {
  return state === "missed" || hold === "bytes";
}

/** Whether something runs, or will by itself. */
export function isBusy(totals: Totals): boolean {
  return totals.falls + totals.waits + totals.held > 0;
}

/** Whether leaving the page would end something: what runs, or what waits and is not kept by the browser. */
export function leavingEnds(entries: readonly Entry[]): boolean {
  return entries.some((entry) => entry.state === "falls" || (isOpen(entry) && !entry.kept));
}

/** Whether signing out would lose something: what has not landed, and still could. */
export function signingOutLoses(totals: Totals): boolean {
  return isBusy(totals) || totals.paused > 0;
}

/** "2 running, 1 paused, 1 needs you", in the end "Link copied": what the tray says after its count. */
export function summaryOf(totals: Totals): string {
  return [
    totals.falls > 0 ? `${totals.falls} running` : "",
    totals.paused > 0 ? `${totals.paused} paused` : "",
    isBusy(totals) ? "" : copiedWords(totals.copied),
    totals.needsYou > 0 ? `${totals.needsYou} ${totals.needsYou === 1 ? "needs" : "need"} you` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

function copiedWords(copied: number): string {
  if (copied === 0) return "";
  return copied === 1 ? "Link copied" : `Copied ${copied.toLocaleString()} links`;
}

const RANK = { missed: 0, falls: 1, held: 2, waits: 3, landed: 4 } as const;

function rankOf(entry: Entry): number {
  return needsYou(entry) ? RANK.missed : RANK[entry.state];
}

/** The order of the tray: what needs you, what falls, what waits, what landed, the latest first. */
export function inTrayOrder(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => rankOf(a) - rankOf(b) || orderWithin(a, b));
}

function orderWithin(a: Entry, b: Entry): number {
  return a.state === "landed" ? b.id - a.id : a.id - b.id;
}
