import { useEffect, useState } from "react";

import { monthOf } from "./months";
import type { Upload } from "./requests";

interface InView {
  month: string | null;
  /** Whether the list is longer than the screen. */
  long: boolean;
}

/** Under the head that stays at the top of the list. */
const HEAD = 48;

/** The month of the file that is first in sight, read from what is drawn, at most once a frame. */
export function useMonthInView(scroller: HTMLElement | null, uploads: readonly Upload[]): InView {
  const [inView, setInView] = useState<InView>({ month: null, long: false });
  useEffect(() => {
    if (!scroller) return undefined;
    let frame = 0;
    const look = () => {
      const upload = uploads.find(({ id }) => id === firstInSight(scroller));
      const long = scroller.scrollHeight > scroller.clientHeight;
      setInView(({ month }) => ({ month: upload ? monthOf(upload) : month, long }));
    };
    const lookSoon = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    };
    lookSoon();
    scroller.addEventListener("scroll", lookSoon, { passive: true });
    const resized = new ResizeObserver(lookSoon);
    resized.observe(scroller);
    // After a wide jump the rows that are in sight are drawn later than the scrolling is told.
    const drawn = new MutationObserver(lookSoon);
    drawn.observe(scroller, { childList: true, subtree: true });
    return () => {
      cancelAnimationFrame(frame);
      scroller.removeEventListener("scroll", lookSoon);
      resized.disconnect();
      drawn.disconnect();
    };
  }, [scroller, uploads]);
  return inView;
}

function firstInSight(scroller: HTMLElement): number | null {
  const { top, bottom } = scroller.getBoundingClientRect();
  const drawn = Array.from(scroller.querySelectorAll<HTMLElement>("[data-file]"));
  const row = drawn.find((element) => {
    const place = element.getBoundingClientRect();
    return place.bottom > top + HEAD && place.top < bottom;
  });
  return row ? Number(row.dataset["file"]) : null;
}
