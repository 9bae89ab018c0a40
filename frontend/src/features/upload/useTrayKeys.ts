import { useEffect } from "react";

import { useHotkeys } from "@/hooks/useHotkeys";

import type { Entry } from "./types";
import { queue } from "./uploads";

let cameFrom: HTMLElement | null = null;

/** "." leads to the tray and back; on a row there Space pauses, R tries again, Del cancels. */
export function useTrayKeys(enabled: boolean): void {
  useHotkeys({ ".": toTrayAndBack }, enabled);
  useEffect(() => {
    if (!enabled) return undefined;
    // Before the page hears the key: Del means the upload here, not a file of the list.
    document.addEventListener("keydown", onKeyDown, { capture: true });
    return () => {
      document.removeEventListener("keydown", onKeyDown, { capture: true });
    };
  }, [enabled]);
}

function toTrayAndBack(): void {
  const active = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  if (active?.closest("[data-tray]")) {
    cameFrom?.focus();
    return;
  }
  cameFrom = active;
  document.querySelector<HTMLElement>("[data-tray] [data-entry], [data-tray] button")?.focus();
}

function onKeyDown(event: KeyboardEvent): void {
  const row = event.target instanceof HTMLElement && event.target.matches("[data-entry]") ? event.target : null;
  const id = Number(row?.dataset["entry"]);
  const entry = queue.snapshot().entries.find((candidate) => candidate.id === id);
  if (!row || !entry || event.ctrlKey || event.metaKey || event.altKey) return;
  if (act(event.key, entry) || moved(event.key, row)) event.preventDefault();
}

function act(key: string, entry: Entry): boolean {
  if (key === "Delete") queue.remove(entry.id);
  else if (key === "r" && entry.state === "missed") queue.retry(entry.id);
  else if (key === " " && entry.hold === "paused") queue.resume(entry.id);
  else if (key === " " && entry.state === "falls") queue.pause(entry.id);
  else return false;
  return true;
}

function moved(key: string, row: HTMLElement): boolean {
  if (key !== "ArrowDown" && key !== "ArrowUp") return false;
  const rows = Array.from(document.querySelectorAll<HTMLElement>("[data-tray] [data-entry]"));
  rows[rows.indexOf(row) + (key === "ArrowDown" ? 1 : -1)]?.focus();
  return true;
}
