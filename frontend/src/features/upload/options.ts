import { useSyncExternalStore } from "react";

import type { UploadOptions } from "./types";

const KEY = "bulletdrop.upload-options";

const CHECKS: { [K in keyof UploadOptions]: (value: unknown) => boolean } = {
  isPublic: isBoolean,
  expiresIn: (value) => value === null || isCount(value),
  maxViews: (value) => value === null || isCount(value),
  naming: isWord,
  keepMetadata: isBoolean,
  convert: isWord,
  quality: isCount,
  maxWidth: isCount,
};

let current = read();
const listeners = new Set<() => void>();

/** What was chosen for the next files; kept in this browser, but for what is secret or for one file only. */
export function uploadOptions(): UploadOptions {
  return current;
}

export function setUploadOptions(patch: UploadOptions): void {
  put({ ...current, ...patch });
}

/** Back to what the account says. */
export function resetUploadOptions(): void {
  put({});
}

/** For files that are sent now: a password and a name hold for them alone. */
export function takeOptions(files: number): UploadOptions {
  const { customName, ...all } = current;
  if (all.password !== undefined || customName !== undefined) put(harmless(current));
  return customName && files === 1 ? { ...all, customName } : all;
}

export function useUploadOptions(): UploadOptions {
  return useSyncExternalStore(subscribe, uploadOptions);
}

function put(options: UploadOptions): void {
  current = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  try {
    localStorage.setItem(KEY, JSON.stringify(harmless(current)));
  } catch {
    // A browser that keeps nothing still holds them until the page is left.
  }
  for (const listener of listeners) listener();
}

function harmless(options: UploadOptions): UploadOptions {
  const rest = { ...options };
  delete rest.password;
  delete rest.customName;
  return rest;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): UploadOptions {
  try {
    return checked(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
  } catch {
    return {};
  }
}

/** What an older version or a curious person left there must not reach the server. */
export function checked(stored: unknown): UploadOptions {
  if (typeof stored !== "object" || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).filter(([name, value]) => CHECKS[name as keyof UploadOptions]?.(value)),
  );
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isWord(value: unknown): boolean {
  return typeof value === "string" && /^[a-z]+$/.test(value);
}
