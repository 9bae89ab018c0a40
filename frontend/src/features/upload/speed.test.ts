import { describe, expect, it } from "vitest";

import { Speedometer } from "./speed";

describe("Speedometer", () => {
  it("knows nothing before the first bytes", () => {
    const meter = new Speedometer(0);
    expect(meter.bytesPerSecond(1_000)).toBeNull();
    expect(meter.secondsLeft(5_000, 100)).toBeNull();
  });

  it("is the mean of the last three seconds", () => {
    const meter = new Speedometer(0);
    for (let second = 1; second <= 10; second += 1) meter.record(second * 1_000, second * 100);
    expect(meter.bytesPerSecond(10_000)).toBe(100);
    // From here on four times as fast: after three seconds the old speed is forgotten.
    for (let second = 11; second <= 13; second += 1)
      meter.record(second * 1_000, 1_000 + (second - 10) * 400);
    expect(meter.bytesPerSecond(13_000)).toBe(400);
  });

  it("sinks while nothing arrives", () => {
    const meter = new Speedometer(0);
    meter.record(1_000, 1_000);
    expect(meter.bytesPerSecond(2_000)).toBe(500);
  });

  it("gives no time left in the first two seconds", () => {
    const meter = new Speedometer(0);
    meter.record(1_900, 190);
    expect(meter.secondsLeft(1_900, 1_000)).toBeNull();
    meter.record(2_000, 200);
    expect(meter.secondsLeft(2_000, 1_000)).toBe(8);
  });
});
