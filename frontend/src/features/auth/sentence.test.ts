import { expect, it } from "vitest";

import { sentenceOf } from "./StrengthHint";

it("says what is wrong with a password, how long it holds, and what would help", () => {
  expect(
    sentenceOf({ score: 1, label: "Weak", warning: "A word and a year", suggestions: ["Two more words would make it hold"], guess_time: "about 3 hours" }),
  ).toBe("Weak: a word and a year. Guessed in about 3 hours. Two more words would make it hold.");
});

it("gives no advice where none is needed", () => {
  expect(sentenceOf({ score: 4, label: "Strong", warning: "", suggestions: ["Add a word."], guess_time: "centuries" })).toBe(
    "Strong. Guessed in centuries.",
  );
});
