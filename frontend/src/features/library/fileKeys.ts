import type { KeyboardEvent } from "react";

import { preference } from "@/lib/preferences";

import type { Selection } from "./selection";
import { extend, toggle } from "./selection";

interface FileKeys {
  order: readonly number[];
  activeIndex: number;
  /** The place that a key leads to, from here; null: it leads nowhere. */
  target: (key: string, index: number) => number | null;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  onMove: (index: number) => void;
  onOpen: (id: number) => void;
}

const MOVES = new Set([
  "ArrowUp",
  "ArrowDown",
  "ArrowLeft",
  "ArrowRight",
  "Home",
  "End",
  "PageUp",
  "PageDown",
]);

/** The keys of the grid itself: moving, selecting while moving, opening. */
export function handleFileKey(event: KeyboardEvent, keys: FileKeys): void {
  // Within a card its buttons have their own keys; the arrows still lead away.
  const onRow = (event.target as HTMLElement).getAttribute("role") === "row";
  if ((MOVES.has(event.key) || isLetterMove(event.key)) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    move(event, keys);
  } else if (onRow && event.key === "Enter") {
    const id = keys.order[keys.activeIndex];
    if (id === undefined) return;
    event.preventDefault();
    keys.onOpen(id);
  } else if (onRow && event.key === " ") {
    event.preventDefault();
    select(event.shiftKey, keys);
  }
}

/** J and K, unless single keys are turned off. */
function isLetterMove(key: string): boolean {
  return (key === "j" || key === "k") && preference("singleKeys");
}

function move(event: KeyboardEvent, keys: FileKeys): void {
  const to = keys.target(event.key, keys.activeIndex);
  event.preventDefault();
  const id = to === null ? undefined : keys.order[to];
  if (to === null || id === undefined) return;
  if (event.shiftKey) {
    const from = keys.order[keys.activeIndex]!;
    const anchored = keys.selection.ids.size > 0 ? keys.selection : toggle(keys.selection, from);
    keys.onSelect(extend(anchored, keys.order, id));
  }
  keys.onMove(to);
}

function select(range: boolean, keys: FileKeys): void {
  const id = keys.order[keys.activeIndex];
  if (id === undefined) return;
  keys.onSelect(range ? extend(keys.selection, keys.order, id) : toggle(keys.selection, id));
}
