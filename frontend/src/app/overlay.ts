import { useSyncExternalStore } from "react";

/** What lies over the whole page, one at a time. */
export type Overlay = "commands" | "shortcuts" | "leaving" | null;

let shown: Overlay = null;
const listeners = new Set<() => void>();

export function showOverlay(next: Overlay): void {
  shown = next;
  for (const listener of listeners) listener();
}

export function useOverlay(): Overlay {
  return useSyncExternalStore(subscribe, () => shown);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
