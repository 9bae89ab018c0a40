interface Sample {
  at: number;
  bytes: number;
}

const WINDOW_MS = 3_000;
const FIRST_ESTIMATE_MS = 2_000;

/**
 * Turns progress events into a speed that does not flicker: the mean of the last three seconds.
 * Times are milliseconds of one monotonic clock, chosen by the caller.
 */
export class Speedometer {
  private readonly samples: Sample[] = [];

  constructor(
    private readonly startedAt: number,
    bytes = 0,
  ) {
    this.samples.push({ at: startedAt, bytes });
  }

  record(at: number, bytes: number): void {
    this.samples.push({ at, bytes });
    // One sample older than the window stays: it is where the window's slope begins.
    while (this.samples.length > 2 && (this.samples[1]!).at <= at - WINDOW_MS) {
      this.samples.shift();
    }
  }

  get bytes(): number {
    return (this.samples[this.samples.length - 1]!).bytes;
  }

  /** Null until there is something to measure: an unknown speed is left out, never shown as zero. */
  bytesPerSecond(at: number): number | null {
    const first = this.samples[0]!;
    const last = this.samples[this.samples.length - 1]!;
    const elapsed = Math.max(at, last.at) - first.at;
    const bytes = last.bytes - first.bytes;
    return elapsed >= 250 && bytes > 0 ? (bytes / elapsed) * 1_000 : null;
  }

  /** Null for the first two seconds, where any figure would be a guess. */
  secondsLeft(at: number, total: number): number | null {
    const speed = this.bytesPerSecond(at);
    if (speed === null || at - this.startedAt < FIRST_ESTIMATE_MS) return null;
    const last = this.samples[this.samples.length - 1]!;
    return Math.max(0, (total - last.bytes) / speed);
  }
}
