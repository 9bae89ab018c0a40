import { useEffect, useMemo } from "react";

import { useVirtualRows } from "@/hooks/useVirtualRows";

import type { Row } from "./listRows";

export type LibraryRows = ReturnType<typeof useRows>;

/** The head of the list view, or of a day in the grid, stays over the top. */
const COVERED = 44;

/** Only the rows in sight, and half a screen around them, are in the page. */
export function useRows(scroller: HTMLElement | null, rows: readonly Row[], activeRow: number, offset: number) {
  const heights = useMemo(() => rows.map(({ height }) => height), [rows]);
  return useVirtualRows({ scroller, heights, kept: activeRow, offset, covered: COVERED });
}

/** Asks for the next page before its place is reached. */
export function useEndless(last: number, count: number, { more, onMore }: { more: boolean; onMore: () => void }): void {
  useEffect(() => {
    if (more && count > 0 && last >= count - 8) onMore();
  }, [last, count, more, onMore]);
}
