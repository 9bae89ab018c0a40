import { useCallback, useEffect, useEffectEvent, useRef } from "react";

import type { Row } from "./listRows";
import { rowOfPlace } from "./listRows";
import type { View } from "./search";
import type { LibraryRows } from "./useRows";

/** Brings a file into sight and focuses it once it is drawn: after a jump its row may not exist yet. */
export function useMoveTo(
  scroller: HTMLElement | null,
  scrollTo: LibraryRows["scrollTo"],
  rows: readonly Row[],
) {
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null || !scroller) return;
    const row = scroller.querySelector<HTMLElement>(`[data-file="${wanted.current}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });
  return useCallback(
    (id: number, index: number) => {
      wanted.current = id;
      scrollTo(rowOfPlace(rows, index));
    },
    [scrollTo, rows],
  );
}

/** The other view draws its own rows: the focus goes over to the same file. */
export function useKeepFocus(view: View, refocus: () => void): void {
  const focus = useEffectEvent(refocus);
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    if (document.activeElement === document.body) focus();
  }, [view]);
}
