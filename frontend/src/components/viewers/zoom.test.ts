import { describe, expect, it } from "vitest";

import { bounded, closerThan, fitOf, isFit, stepFrom, zoomedAt } from "./zoom";

const picture = { width: 2_000, height: 1_000 };
const box = { width: 500, height: 500 };

describe("a picture in its box", () => {
  it("is seen whole, and not blown up", () => {
    expect(fitOf(picture, box)).toBe(0.25);
    expect(fitOf({ width: 16, height: 10 }, box)).toBe(1);
    expect(fitOf({ width: 0, height: 0 }, box)).toBe(1);
  });

  it("keeps what lies under the pointer", () => {
    const view = zoomedAt({ scale: 0.25, x: 0, y: 0 }, 1, { x: 100, y: 0 }, picture, box);
    expect(view).toEqual({ scale: 1, x: -300, y: 0 });
  });

  it("is not pulled out, and not made smaller than whole", () => {
    expect(bounded({ scale: 1, x: 9_999, y: -9_999 }, picture, box)).toEqual({ scale: 1, x: 750, y: -250 });
    expect(bounded({ scale: 0.01, x: 50, y: 50 }, picture, box)).toEqual({ scale: 0.25, x: 0, y: 0 });
    expect(isFit({ scale: 0.25, x: 0, y: 0 }, picture, box)).toBe(true);
  });

  it("goes by steps that people know", () => {
    expect(stepFrom(0.25, true)).toBe(0.33);
    expect(stepFrom(1, false)).toBe(0.8);
    expect(stepFrom(16, true)).toBe(16);
    expect([closerThan(0.25), closerThan(1)]).toEqual([1, 2]);
  });
});
