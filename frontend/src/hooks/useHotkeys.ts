import { useEffect, useRef } from "react";

import { preference } from "@/lib/preferences";

type Hotkeys = Readonly<Record<string, ((event: KeyboardEvent) => void) | undefined>>;

/**
 * Single keys ("c", "Shift+C", "?", "Delete"), and pairs pressed one after the other ("g l"). They act
 * outside of fields only, never with Ctrl, Alt or the command key, and not at all where the person turned
 * them off. "Escape" and what is written "Ctrl+…" (the command key on a Mac) always acts.
 */
export function useHotkeys(hotkeys: Hotkeys, enabled = true): void {
  const latest = useRef(hotkeys);
  latest.current = hotkeys;
  useEffect(() => {
    if (!enabled) return undefined;
    const onKeyDown = listener(() => latest.current);
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
    };
  }, [enabled]);
}

const PAIR_MS = 1_000;

function listener(hotkeys: () => Hotkeys): (event: KeyboardEvent) => void {
  let first: { key: string; at: number } | null = null;
  return (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const name = nameOf(event);
    if (!isAlwaysOn(name) && !mayAct(event)) return;
    const pair = first && event.timeStamp - first.at < PAIR_MS ? `${first.key} ${name}` : null;
    first = { key: name, at: event.timeStamp };
    // After "g" a key belongs to the pair, also where another listener holds it.
    const single = pair?.startsWith("g ") ? undefined : hotkeys()[name];
    const act = (pair === null ? undefined : hotkeys()[pair]) ?? single;
    if (!act) return;
    first = null;
    event.preventDefault();
    act(event);
  };
}

function nameOf(event: KeyboardEvent): string {
  const { key } = event;
  // With Shift it is another key of the browser: Ctrl Shift K opens its console.
  if (event.ctrlKey || event.metaKey) return `Ctrl+${event.shiftKey ? "Shift+" : ""}${key.toLowerCase()}`;
  // "?" and "/" are typed with Shift on some keyboards: the sign counts. A letter with Shift is its own key.
  if (event.shiftKey && (/^[a-z]$/i.test(key) || key.length > 1)) return `Shift+${key.length > 1 ? key : key.toUpperCase()}`;
  return key;
}

function isAlwaysOn(name: string): boolean {
  return name === "Escape" || name.startsWith("Ctrl+");
}

function mayAct(event: KeyboardEvent): boolean {
  return !event.altKey && preference("singleKeys") && !isField(event.target) && !isUnderDialog(event.target);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=radio],[type=checkbox]), textarea, select"));
}

/** While a menu or dialog is open the page behind it does not listen. */
function isUnderDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=menu], [role=dialog], [role=alertdialog]") !== null;
}
