import { expect, it } from "vitest";

import { removedSentence, removedWords } from "./removed";

it("says what was removed as people call it", () => {
  expect(["GPS", "camera", "thumbnail", "maker_notes", "rumours"].map(removedWords)).toEqual([
    "Position", "Camera and lens", "Embedded preview", "Notes of the maker", "Rumours",
  ]);
});

it("says it in one short sentence", () => {
  expect(removedSentence([])).toBe("");
  expect(removedSentence(["GPS"])).toBe("Position removed");
  expect(removedSentence(["GPS", "camera"])).toBe("Position and camera removed");
  expect(removedSentence(["GPS", "camera", "author"])).toBe("Position and 2 more removed");
});
