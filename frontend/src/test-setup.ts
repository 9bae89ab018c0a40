import "@testing-library/jest-dom/vitest";

import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);

// jsdom lays nothing out, and lacks what radix measures and scrolls with.
const nothing = (): void => undefined;
const missing = <T extends object>(target: T, methods: Partial<T>): void => {
  Object.assign(target, Object.fromEntries(Object.entries(methods).filter(([name]) => !(name in target))));
};

missing(window.HTMLElement.prototype, {
  scrollIntoView: nothing,
  hasPointerCapture: () => false,
  setPointerCapture: nothing,
  releasePointerCapture: nothing,
});

class NoResize implements ResizeObserver {
  readonly observe = nothing;
  readonly unobserve = nothing;
  readonly disconnect = nothing;
}
missing(globalThis, { ResizeObserver: NoResize });

missing(window, {
  matchMedia: (media: string): MediaQueryList => ({
    matches: false,
    media,
    onchange: null,
    addEventListener: nothing,
    removeEventListener: nothing,
    addListener: nothing,
    removeListener: nothing,
    dispatchEvent: () => false,
  }),
});
