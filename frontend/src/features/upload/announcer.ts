const JOIN_MS = 2_000;

/**
 * Joins what happens within two seconds into one sentence for screen readers, so that three
 * hundred landings are not read out one by one.
 */
export class Announcer {
  private parts: string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly say: (text: string) => void) {}

  add(part: string): void {
    this.parts.push(part);
    this.timer ??= setTimeout(() => {
      this.flush();
    }, JOIN_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.parts = [];
  }

  private flush(): void {
    this.timer = undefined;
    const parts = this.parts;
    this.parts = [];
    const rest = parts.length - 3;
    const told = parts.slice(0, 3).join(". ");
    this.say(rest > 0 ? `${told}, and ${rest} more.` : `${told}.`);
  }
}
