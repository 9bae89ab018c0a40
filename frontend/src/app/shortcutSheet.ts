import { useSyncExternalStore } from "react";

let open = false;
const listeners = new Set<() => void>();

export function showShortcuts(): void {
  set(true);
}

export function hideShortcuts(): void {
  set(false);
}

export function useShortcutsOpen(): boolean {
  return useSyncExternalStore(subscribe, () => open);
}

function set(next: boolean): void {
  open = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
