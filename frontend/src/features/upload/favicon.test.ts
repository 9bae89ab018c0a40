import { expect, it } from "vitest";

import { ringIcon, step, titled } from "./favicon";

const drawn = (fraction: number) =>
  Number(/stroke-dasharray="([\d.]+) /.exec(decodeURIComponent(ringIcon(fraction)))?.[1]);

it("the ring fills", () => {
  expect(drawn(0)).toBe(0);
  expect(drawn(0.5)).toBeCloseTo(Math.PI * 4.2, 1);
  expect(drawn(1)).toBeCloseTo(2 * Math.PI * 4.2, 1);
  expect(drawn(7)).toBe(drawn(1));
});

it("moves in twentieths, or in quarters", () => {
  expect(step(0.49, false)).toBe(0.45);
  expect(step(0.49, true)).toBe(0.25);
  expect(step(1, false)).toBe(1);
});

it("the title says it once, and is itself again", () => {
  const once = titled("Library · BulletDrop", 0.4);
  expect(once).toBe("40 % · Library · BulletDrop");
  expect(titled(once, 0.55)).toBe("55 % · Library · BulletDrop");
  expect(titled(once, null)).toBe("Library · BulletDrop");
});
