import { describe, expect, it } from "vitest";

import { UndoStack } from "./undo";

function acts(stack: UndoStack, count: number) {
  const undone: number[] = [];
  const pushed = Array.from({ length: count }, (_, index) => ({
    label: String(index),
    undo: () => {
      undone.push(index);
      return Promise.resolve();
    },
  }));
  for (const act of pushed) stack.push(act);
  return { undone, pushed };
}

describe("UndoStack", () => {
  it("takes back the latest first", async () => {
    const stack = new UndoStack();
    const { undone } = acts(stack, 2);
    expect(await stack.undo()).toBe(true);
    expect(await stack.undo()).toBe(true);
    expect(await stack.undo()).toBe(false);
    expect(undone).toEqual([1, 0]);
  });

  it("takes an act back once, whether by its toast or by the key", async () => {
    const stack = new UndoStack();
    const { undone, pushed } = acts(stack, 2);
    await stack.undo(pushed[0]);
    await stack.undo(pushed[0]);
    expect(undone).toEqual([0]);
  });

  it("remembers twenty", async () => {
    const stack = new UndoStack();
    const { undone } = acts(stack, 25);
    while (await stack.undo());
    expect(undone).toHaveLength(20);
    expect(undone[19]).toBe(5);
  });
});
