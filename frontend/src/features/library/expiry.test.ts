import { expect, it } from "vitest";

import { future, HOUR, localMoment, longer } from "./expiry";

it("ends a link at the chosen moment, never in the past", () => {
  expect(future("2020-01-01T10:00")).toBeNull();
  expect(future("")).toBeNull();
  const end = new Date(future("2999-03-04T17:05") ?? "");
  expect([end.getDate(), end.getHours(), end.getMinutes()]).toEqual([4, 17, 5]);
  expect(localMoment(end)).toBe("2999-03-04T17:05");
});

it("puts an end off from where it was, or from now where that is past", () => {
  expect(longer("2999-03-04T17:05:00Z", 24 * HOUR)).toBe("2999-03-05T17:05:00.000Z");
  expect(Date.parse(longer("2020-01-01T00:00:00Z", HOUR))).toBeGreaterThan(Date.now());
});
