import type { Sending, Shipment } from "./send";
import { Speedometer } from "./speed";
import type { QueueState } from "./state";
import { ANEW } from "./state";
import type { Entry, Outcome } from "./types";

/** Figures change at most four times a second; states at once. */
const FIGURES_MS = 250;

export interface TransferTools {
  send: (shipment: Omit<Shipment, "url" | "token">) => Sending;
  /** Renews the access token. False: the person has to sign in again. Throws: it could not be asked. */
  refresh: () => Promise<boolean>;
}

interface Transfer {
  sending: Sending;
  meter: Speedometer;
}

/** The uploads that run: their requests, and their figures. */
export class Transfers {
  private readonly running = new Map<number, Transfer>();
  private figuresTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly state: QueueState,
    private readonly tools: TransferTools,
    private readonly now: () => number,
  ) {}

  get count(): number {
    return this.running.size;
  }

  /** Sends a file; `onEnd` hears of it, unless it is stopped before. */
  start(entry: Entry, file: File, onEnd: (outcome: Outcome, tookMs: number) => void): void {
    const startedAt = this.now();
    const send = (renewed: boolean): void => {
      const sending = this.begin(entry, file);
      void sending.outcome.then(async (outcome) => {
        if (!this.is(entry.id, sending)) return;
        const refused = outcome.kind === "signed-out" && !renewed;
        const session = refused ? await this.renew() : "over";
        if (!this.is(entry.id, sending)) return;
        if (session === "renewed") {
          send(true);
          return;
        }
        this.running.delete(entry.id);
        onEnd(session === "unknown" ? { kind: "unreachable" } : outcome, this.now() - startedAt);
      });
    };
    send(false);
  }

  stop(id: number): void {
    this.running.get(id)?.sending.abort();
    this.running.delete(id);
  }

  stopAll(): void {
    for (const id of [...this.running.keys()]) this.stop(id);
  }

  private begin(entry: Entry, file: File): Sending {
    const sending = this.tools.send({
      file,
      name: entry.name,
      options: entry.options,
      onProgress: (loaded, total) => {
        this.progress(entry.id, total > 0 ? (loaded / total) * entry.size : loaded);
      },
    });
    this.running.set(entry.id, { sending, meter: new Speedometer(this.now()) });
    this.state.update(entry.id, { state: "falls", hold: null, ...ANEW });
    return sending;
  }

  private is(id: number, sending: Sending): boolean {
    return this.running.get(id)?.sending === sending;
  }

  /** A token may simply have run out. */
  private async renew(): Promise<"renewed" | "over" | "unknown"> {
    try {
      return (await this.tools.refresh()) ? "renewed" : "over";
    } catch {
      return "unknown";
    }
  }

  private progress(id: number, loaded: number): void {
    const transfer = this.running.get(id);
    if (!transfer) return;
    transfer.meter.record(this.now(), loaded);
    this.figuresTimer ??= setTimeout(() => {
      this.figuresTimer = undefined;
      this.readMeters();
    }, FIGURES_MS);
  }

  private readMeters(): void {
    const at = this.now();
    this.state.updateAll(({ id, size }) => {
      const meter = this.running.get(id)?.meter;
      if (!meter) return null;
      return {
        loaded: Math.min(meter.bytes, size),
        speed: meter.bytesPerSecond(at),
        secondsLeft: meter.secondsLeft(at, size),
      };
    });
  }
}
