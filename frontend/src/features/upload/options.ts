import { useSyncExternalStore } from "react";

import type { UploadOptions } from "./types";

const KEY = "bulletdrop.upload-options";
const DEFAULTS: UploadOptions = { isPublic: true, expiresIn: null };

export const EXPIRIES = [
  { seconds: null, label: "Never" },
  { seconds: 3_600, label: "After 1 hour" },
  { seconds: 86_400, label: "After 1 day" },
  { seconds: 7 * 86_400, label: "After 7 days" },
  { seconds: 30 * 86_400, label: "After 30 days" },
] as const;

let current = read();
const listeners = new Set<() => void>();

/** How the next files are sent; kept in this browser. */
export function uploadOptions(): UploadOptions {
  return current;
}

export function setUploadOptions(patch: Partial<UploadOptions>): void {
  current = { ...current, ...patch };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing still holds them until the page is left.
  }
  for (const listener of listeners) listener();
}

export function useUploadOptions(): UploadOptions {
  return useSyncExternalStore(subscribe, uploadOptions);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): UploadOptions {
  try {
    return checked(JSON.parse(localStorage.getItem(KEY) ?? "null"));
  } catch {
    return DEFAULTS;
  }
}

/** What an older version or a curious person left there must not reach the server. */
function checked(stored: unknown): UploadOptions {
  if (typeof stored !== "object" || stored === null) return DEFAULTS;
  const { isPublic, expiresIn } = stored as Record<string, unknown>;
  const known = EXPIRIES.find((expiry) => expiry.seconds === expiresIn);
  return {
    isPublic: typeof isPublic === "boolean" ? isPublic : DEFAULTS.isPublic,
    expiresIn: known ? known.seconds : DEFAULTS.expiresIn,
  };
}

/** "as public links", "as a private file that goes after 7 days": the end of a landing sentence. */
export function inWords(options: UploadOptions, one: boolean): string {
  const several = options.isPublic ? "public links" : "private files";
  const kind = one ? `a ${several.slice(0, -1)}` : several;
  const expiry = EXPIRIES.find((candidate) => candidate.seconds === options.expiresIn);
  return options.expiresIn === null || !expiry
    ? `as ${kind}`
    : `as ${kind} that ${one ? "goes" : "go"} ${expiry.label.toLowerCase()}`;
}
