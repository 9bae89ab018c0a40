import { describe, expect, it } from "vitest";

import { extend, NOTHING, prune, selectAll, selectLoaded, toggle } from "./selection";

const order = [9, 8, 7, 6, 5];
const ids = (selection: { ids: ReadonlySet<number> }) => [...selection.ids].sort((a, b) => b - a);

describe("selection", () => {
  it("toggles one and remembers where a range would begin", () => {
    const one = toggle(NOTHING, 8);
    expect(ids(one)).toEqual([8]);
    expect(one.anchor).toBe(8);
    expect(ids(toggle(one, 8))).toEqual([]);
  });

  it("extends a range in both directions and keeps the anchor", () => {
    const anchored = toggle(NOTHING, 7);
    expect(ids(extend(anchored, order, 5))).toEqual([7, 6, 5]);
    const up = extend(anchored, order, 9);
    expect(ids(up)).toEqual([9, 8, 7]);
    expect(up.anchor).toBe(7);
  });

  it("begins a range with one file where nothing was chosen before", () => {
    const first = extend(NOTHING, order, 6);
    expect(ids(first)).toEqual([6]);
    expect(first.anchor).toBe(6);
    expect(extend(NOTHING, order, 1)).toBe(NOTHING);
  });

  it("selects what is loaded, then all that match", () => {
    expect(ids(selectLoaded(order))).toEqual(order);
    expect(selectLoaded(order).all).toBe(false);
    const all = selectAll(order);
    expect(all.all).toBe(true);
    expect(ids(prune(all, [...order, 4, 3]))).toEqual([...order, 4, 3]);
  });

  it("forgets files that went away", () => {
    const two = toggle(toggle(NOTHING, 9), 5);
    expect(ids(prune(two, [9, 8]))).toEqual([9]);
    expect(prune(two, order)).toBe(two);
  });
});
