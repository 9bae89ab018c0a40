import { useEffect, useEffectEvent, useState } from "react";

import type { Dropped } from "./door";
import { droppedFrom } from "./door";
import { isField } from "./paste";

/** What is held over the page, as far as the browser tells before it is let go. */
export interface Held {
  /** Null where the browser does not count. */
  count: number | null;
  alt: boolean;
  text: boolean;
}

/**
 * The whole page takes a drop. Browsers tell of each element that is entered and left; the last one
 * entered decides, so that moving from one to the next does not flicker.
 */
export function useDrop(
  onDrop: (dropped: Dropped) => void,
  enabled: boolean,
): Held | null {
  const [held, setHeld] = useState<Held | null>(null);
  const drop = useEffectEvent(onDrop);

  useEffect(() => {
    if (!enabled) return undefined;
    let entered: EventTarget | null = null;
    let ours = false;
    const mine = (event: DragEvent) => {
      ours = event.type === "dragstart";
    };
    const over = (event: DragEvent) => {
      if (ours || !event.dataTransfer || !carries(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      setHeld((now) => {
        const next = heldOf(event.dataTransfer!, event.altKey);
        return now?.alt === next.alt && now.count === next.count ? now : next;
      });
    };
    const enter = (event: DragEvent) => {
      entered = event.target;
      over(event);
    };
    const leave = (event: DragEvent) => {
      if (event.target === entered || event.relatedTarget === null) setHeld(null);
    };
    const end = (event: DragEvent) => {
      setHeld(null);
      if (ours || !event.dataTransfer || !carries(event)) return;
      event.preventDefault();
      drop(droppedFrom(event));
    };
    const stop = new AbortController();
    const options = { signal: stop.signal };
    window.addEventListener("dragstart", mine, options);
    window.addEventListener("dragend", mine, options);
    window.addEventListener("dragenter", enter, options);
    window.addEventListener("dragover", over, options);
    window.addEventListener("dragleave", leave, options);
    window.addEventListener("drop", end, options);
    return () => {
      stop.abort();
    };
  }, [enabled]);

  return held;
}

/** Files, or text that is not meant for a field. */
function carries({ dataTransfer, target }: DragEvent): boolean {
  const types = dataTransfer?.types ?? [];
  return types.includes("Files") || (types.includes("text/plain") && !isField(target));
}

function heldOf(transfer: DataTransfer, alt: boolean): Held {
  const files = Array.from(transfer.items).filter((item) => item.kind === "file").length;
  return {
    count: files > 0 ? files : null,
    alt,
    text: !transfer.types.includes("Files"),
  };
}
