import { useCallback, useLayoutEffect, useMemo, useState } from "react";

import type { Span } from "./rowSpans";
import { spanOf, startsOf } from "./rowSpans";

interface VirtualRows {
  scroller: HTMLElement | null;
  /** The height of each row: all of them are known, so nothing is measured. */
  heights: readonly number[];
  /** A row that stays in the page however far it is scrolled away, for it has the focus; -1: none. */
  kept?: number;
  /** Where the first row lies within what is scrolled. */
  offset?: number;
  /** What lies over the top of the scroller: a row that is scrolled to comes to lie below it. */
  covered?: number;
}

export interface VirtualRow {
  index: number;
  start: number;
}

const NONE: Span = { first: 0, last: -1, top: null };
const BELOW = 24;

/** The rows in sight, and half a screen on either side; only they are drawn. */
export function useVirtualRows({ scroller, heights, kept = -1, offset = 0, covered = 0 }: VirtualRows) {
  const starts = useMemo(() => startsOf(heights), [heights]);
  const [span, setSpan] = useState<Span>(NONE);
  useLayoutEffect(() => {
    if (!scroller) return undefined;
    const look = () => {
      const next = spanOf(starts, scroller.scrollTop - offset, scroller.clientHeight);
      setSpan((now) => (now.first === next.first && now.last === next.last && now.top === next.top ? now : next));
    };
    look();
    scroller.addEventListener("scroll", look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", look);
      observer.disconnect();
    };
  }, [scroller, starts, offset]);

  const scrollTo = useCallback(
    (index: number, align: "nearest" | "start" = "nearest") => {
      const start = starts[index];
      const end = starts[index + 1];
      if (!scroller || start === undefined || end === undefined) return;
      const above = start + offset - covered;
      const below = end + offset - scroller.clientHeight;
      if (align === "start" || scroller.scrollTop > above) scroller.scrollTop = above;
      else if (scroller.scrollTop < below) scroller.scrollTop = below;
    },
    [scroller, starts, offset, covered],
  );

  const count = heights.length;
  const rows = useMemo(() => drawn(span, starts, count, kept), [span, starts, count, kept]);
  return {
    rows,
    total: (starts[count] ?? 0) + BELOW,
    /** The row at the upper edge of what is in sight, null before anything was scrolled; and the last one that is drawn. */
    top: span.top === null ? null : Math.min(span.top, count - 1),
    last: Math.min(span.last, count - 1),
    scrollTo,
  };
}

function drawn({ first, last }: Span, starts: readonly number[], count: number, kept: number): VirtualRow[] {
  const indexes = [];
  for (let index = first; index <= Math.min(last, count - 1); index += 1) indexes.push(index);
  if (kept >= 0 && kept < count && !indexes.includes(kept)) indexes.push(kept);
  return indexes.sort((a, b) => a - b).map((index) => ({ index, start: starts[index] ?? 0 }));
}
