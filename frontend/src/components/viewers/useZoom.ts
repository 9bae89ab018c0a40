import type { PointerEvent as ReactPointerEvent, RefCallback } from "react";
import { useCallback, useEffect, useRef, useState } from "react";

import type { Point, Size, View } from "./zoom";
import { bounded, closerThan, fitOf, isFit, stepFrom, zoomedAt } from "./zoom";

const NONE: Size = { width: 0, height: 0 };
const MIDDLE: Point = { x: 0, y: 0 };
/** A press that moves less than this is a click. */
const CLICK_PX = 5;
const DOUBLE_MS = 320;

/** A picture that is zoomed and moved by wheel, pointer, fingers and keys. */
export function useZoom(picture: Size) {
  const [box, setBox] = useState<Size>(NONE);
  const [element, setElement] = useState<HTMLElement | null>(null);
  // Null is "all of it", and stays that when the box changes its size.
  const [asked, setAsked] = useState<View | null>(null);
  const [smooth, setSmooth] = useState(false);
  const fit = fitOf(picture, box);
  const view = asked ? bounded(asked, picture, box) : { scale: fit, ...MIDDLE };
  const atFit = isFit(view, picture, box);
  const latest = useRef({ view, picture, box, fit });
  latest.current = { view, picture, box, fit };

  const change = useCallback((to: (view: View) => View, gently = false) => {
    const { view: now, picture: shown, box: room } = latest.current;
    const next = to(now);
    // Events may come faster than drawings: each begins where the last one ended.
    latest.current = { ...latest.current, view: next };
    setSmooth(gently);
    setAsked(isFit(next, shown, room) ? null : next);
  }, []);
  const zoomTo = useCallback(
    (scale: number, at: Point = MIDDLE, gently = true) => {
      change((now) => zoomedAt(now, scale, at, latest.current.picture, latest.current.box), gently);
    },
    [change],
  );
  const moveBy = useCallback(
    (x: number, y: number, gently = false) => {
      change((now) => bounded({ ...now, x: now.x + x, y: now.y + y }, latest.current.picture, latest.current.box), gently);
    },
    [change],
  );
  const toggle = useCallback(
    (at: Point = MIDDLE) => {
      const { view: now, fit: whole, picture: shown, box: room } = latest.current;
      zoomTo(isFit(now, shown, room) ? closerThan(whole) : whole, at);
    },
    [zoomTo],
  );
  const step = useCallback(
    (up: boolean) => {
      zoomTo(stepFrom(latest.current.view.scale, up));
    },
    [zoomTo],
  );

  useEffect(() => {
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      setBox({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    const onWheel = wheelOf(element, latest, zoomTo, moveBy);
    // React's own listener is passive, and could not keep the browser from zooming the page.
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener("wheel", onWheel);
    };
  }, [element, zoomTo, moveBy]);

  const pointers = usePointers({ zoomTo, moveBy, toggle, scale: () => latest.current.view.scale });
  const ref: RefCallback<HTMLElement> = setElement;
  return { ref, view, fit, atFit, smooth, pointers, toggle, step, moveBy, zoomTo, ready: box.width > 0 };
}

interface Latest {
  current: { view: View; picture: Size; box: Size };
}

/** With Ctrl, which is what a pinch on a trackpad says too, it zooms; else it moves what is larger than its box. */
function wheelOf(
  element: HTMLElement,
  latest: Latest,
  zoomTo: (scale: number, at: Point, gently: boolean) => void,
  moveBy: (x: number, y: number) => void,
) {
  return (event: WheelEvent) => {
    const { view, picture, box } = latest.current;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      // Lines and pages, as some mice count, are worth some pixels each.
      const by = event.deltaY * (event.deltaMode === 0 ? 1 : 24);
      zoomTo(view.scale * Math.exp(-Math.max(-60, Math.min(60, by)) / 120), placeIn(element, event), false);
    } else if (!isFit(view, picture, box)) {
      event.preventDefault();
      moveBy(-event.deltaX, -event.deltaY);
    }
  };
}

/** A place seen from the middle of an element. */
function placeIn(element: Element, { clientX, clientY }: { clientX: number; clientY: number }): Point {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
}

interface PointerActs {
  zoomTo: (scale: number, at: Point, gently: boolean) => void;
  moveBy: (x: number, y: number) => void;
  toggle: (at: Point) => void;
  scale: () => number;
}

/** One pointer drags, two pinch; a click of the mouse and a double tap of a finger toggle. */
function usePointers({ zoomTo, moveBy, toggle, scale }: PointerActs) {
  const down = useRef(new Map<number, Point>());
  const moved = useRef(0);
  const lastTap = useRef(0);

  const end = (event: ReactPointerEvent) => {
    down.current.delete(event.pointerId);
  };
  const onPointerDown = (event: ReactPointerEvent) => {
    if (event.button !== 0) return;
    if (down.current.size === 0) moved.current = 0;
    down.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: ReactPointerEvent) => {
    const before = down.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    moved.current += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1];
    down.current.set(event.pointerId, now);
    if (other) {
      const by = distance(now, other) / Math.max(1, distance(before, other));
      const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
      zoomTo(scale() * by, placeIn(event.currentTarget, middle), false);
      moveBy((now.x - before.x) / 2, (now.y - before.y) / 2);
    } else if (moved.current > CLICK_PX) {
      moveBy(now.x - before.x, now.y - before.y);
    }
  };
  const onPointerUp = (event: ReactPointerEvent) => {
    const alone = down.current.size === 1 && down.current.has(event.pointerId);
    end(event);
    if (!alone || moved.current > CLICK_PX) return;
    const at = placeIn(event.currentTarget, event);
    if (event.pointerType === "mouse") toggle(at);
    else if (event.timeStamp - lastTap.current < DOUBLE_MS) toggle(at);
    lastTap.current = event.timeStamp;
  };
  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: end };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
