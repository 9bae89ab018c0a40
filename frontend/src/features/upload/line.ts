const FIRST_WAIT_S = 1;
const LONGEST_WAIT_S = 30;

export interface LineTools {
  /** Whether the host answers at all. Must not throw. */
  reachable: () => Promise<boolean>;
  now: () => number;
  /** Told when the host is asked next, while the line is down; null: it is back, or nobody waits any more. */
  onWait: (retryAt: number | null) => void;
  onBack: () => void;
}

/** The line to the host. Down, it is tried after 1, 2, 4 … 30 s, until somebody answers. */
export class Line {
  private wait = FIRST_WAIT_S;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private down = false;

  constructor(private readonly tools: LineTools) {}

  get isDown(): boolean {
    return this.down;
  }

  /** A request broke, or the host asked for patience. The others of the same break change nothing. */
  lost(retryAfter: number | null): void {
    if (this.down) return;
    this.down = true;
    this.tryAfter(Math.max(retryAfter ?? 0, this.wait));
  }

  /** Something arrived: the next break is waited for from the beginning. */
  works(): void {
    this.wait = FIRST_WAIT_S;
  }

  /** The browser believes that the line is back: no reason to sit out the rest of the wait. */
  tryNow(): void {
    if (this.down) void this.ask();
  }

  forget(): void {
    clearTimeout(this.timer);
    this.down = false;
    this.tools.onWait(null);
  }

  private tryAfter(seconds: number): void {
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_S);
    this.tools.onWait(this.tools.now() + seconds * 1_000);
    this.timer = setTimeout(() => void this.ask(), seconds * 1_000);
  }

  private async ask(): Promise<void> {
    clearTimeout(this.timer);
    const back = await this.tools.reachable();
    if (!this.down) return;
    clearTimeout(this.timer); // Asked twice at once, by the clock and by the browser.
    if (!back) {
      this.tryAfter(this.wait);
      return;
    }
    this.forget();
    this.tools.onBack();
  }
}
