import { useLayoutEffect } from "react";

/** Where each address was scrolled to, so that coming back finds the same place. */
const positions = new Map<string, number>();

/** Scrolls to where this address was left, and says whether the list is at its top. */
export function usePosition(
  scroller: HTMLElement | null,
  address: string,
  ready: boolean,
  onAtTop: (atTop: boolean) => void,
): void {
  useLayoutEffect(() => {
    if (!scroller || !ready) return undefined;
    scroller.scrollTop = positions.get(address) ?? 0;
    const note = () => {
      positions.set(address, scroller.scrollTop);
      onAtTop(scroller.scrollTop < 8);
    };
    note();
    scroller.addEventListener("scroll", note, { passive: true });
    return () => {
      scroller.removeEventListener("scroll", note);
    };
  }, [scroller, address, ready, onAtTop]);
}
