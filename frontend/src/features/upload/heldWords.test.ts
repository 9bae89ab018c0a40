import { expect, it } from "vitest";

import { heldWords } from "./heldWords";

const held = { count: 4, signedOut: false, busy: false, online: true, seconds: 8 };

it("says why nothing moves, and when it will", () => {
  expect(heldWords(held)).toBe(
    "The host can't be reached. 4 uploads wait. Trying again in 8 seconds; nothing is lost.",
  );
  expect(heldWords({ ...held, count: 1, busy: true, seconds: 1 })).toBe(
    "The host is busy. 1 upload waits. Trying again in 1 second; nothing is lost.",
  );
  expect(heldWords({ ...held, seconds: 0 })).toContain("Trying again; nothing is lost.");
  expect(heldWords({ ...held, online: false })).toBe("You are offline. 4 uploads wait and go on by themselves.");
  expect(heldWords({ ...held, signedOut: true, count: 1 })).toBe(
    "You were signed out. 1 upload waits; sign in and it goes on.",
  );
});

it("has nothing to say while all is well", () => {
  expect(heldWords({ ...held, seconds: null })).toBeNull();
  expect(heldWords({ ...held, count: 0 })).toBeNull();
});
