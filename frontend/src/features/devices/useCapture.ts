import { useEffect, useReducer } from "react";

import type { Upload } from "@/api/types";

import { newest } from "./requests";

const EVERY_MS = 1_900;
/** Longer than anybody watches; a page left open must not ask for ever. */
const LONGEST_MS = 10 * 60_000;
export const WORRY_AFTER_S = 60;

export interface Listening {
  capture: Upload | null;
  seconds: number;
  /** It was given up; `again` starts anew. */
  over: boolean;
}

const START: Listening = { capture: null, seconds: 0, over: false };

/**
 * Looks for the first file that arrives from `since` on (a time, null: not yet). What was there before counts
 * by its number, not by its time: the device's clock and ours need not agree.
 */
export function useCapture(since: number | null): Listening & { again: () => void } {
  const [state, tell] = useReducer((before: Listening, change: Partial<Listening>) => ({ ...before, ...change }), START);
  const [round, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    tell(START);
    if (since === null) return undefined;
    const leaving = new AbortController();
    void listen(leaving.signal, tell);
    return () => {
      leaving.abort();
    };
  }, [since, round]);
  return { ...state, again };
}

async function listen(signal: AbortSignal, tell: (change: Partial<Listening>) => void): Promise<void> {
  const began = Date.now();
  let known: number | null = null;
  let looked = 0;
  while (!signal.aborted) {
    const elapsed = Date.now() - began;
    if (elapsed > LONGEST_MS) {
      tell({ over: true });
      return;
    }
    tell({ seconds: Math.floor(elapsed / 1000) });
    if (document.visibilityState === "visible" && Date.now() - looked >= EVERY_MS) {
      looked = Date.now();
      const found = await lookFor(known, signal);
      known = found.known;
      if (found.capture && !signal.aborted) {
        tell({ capture: found.capture });
        return;
      }
    }
    await pause(1_000, signal);
  }
}

/** A failed look is no news: the next one comes in a moment. */
async function lookFor(known: number | null, signal: AbortSignal): Promise<{ known: number | null; capture: Upload | null }> {
  try {
    const latest = await newest(signal);
    if (known === null) return { known: latest?.id ?? 0, capture: null };
    return { known, capture: latest && latest.id > known ? latest : null };
  } catch {
    return { known, capture: null };
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
