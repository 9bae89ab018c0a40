import type { DropResult } from "./drops";
import { Drops } from "./drops";
import { entryOf, isOpen, readiness, smallest } from "./entries";
import { Line } from "./line";
import type { Limits } from "./refusals";
import { refusalOf } from "./refusals";
import { ANEW, EMPTY, QueueState, STILL } from "./state";
import type { TransferTools } from "./transfers";
import { Transfers } from "./transfers";
import type { Entry, HoldReason, LandedFile, Notice, Outcome, Planned, UploadOptions } from "./types";

const AT_ONCE = 3;
/** The host answers, yet this file's connection breaks each time: then it is the file's own matter. */
const TRIES_WITH_HOST_UP = 4;

export interface QueueTools extends TransferTools {
  /** Whether the host answers at all. Must not throw. */
  reachable: () => Promise<boolean>;
  limits: () => Limits;
  now?: () => number;
}

type Landing = Extract<Outcome, { kind: "landed" }>;

/**
 * Carries files to the host: three at a time, the smallest first. It knows no framework; whoever
 * shows it subscribes and reads snapshots, whose entries are replaced, never changed.
 *
 * A broken line holds everything and is tried again after 1, 2, 4 … 30 s; an ended session holds
 * everything until `signedIn()`. Held uploads begin again from their first byte.
 */
export class UploadQueue {
  private readonly state = new QueueState();
  private readonly transfers: Transfers;
  private readonly line: Line;
  private readonly drops = new Drops();
  private readonly failures = new Map<number, number>();
  private readonly landedListeners = new Set<(file: LandedFile) => void>();
  private nextId = 1;

  readonly subscribe = this.state.subscribe;
  readonly snapshot = this.state.snapshot;

  constructor(private readonly tools: QueueTools) {
    const now = tools.now ?? (() => performance.now());
    this.transfers = new Transfers(this.state, tools, now);
    this.line = new Line({
      reachable: tools.reachable,
      now,
      onWait: (retryAt) => {
        this.state.change({ retryAt });
      },
      onBack: () => {
        this.release("offline", "busy");
      },
    });
  }

  /** Told of each file as it lands. */
  readonly onLanded = (listener: (file: LandedFile) => void): (() => void) => {
    this.landedListeners.add(listener);
    return () => this.landedListeners.delete(listener);
  };

  /** Takes files in; the promise settles when each has landed, missed or been taken out. */
  add(files: readonly File[], options: UploadOptions): Promise<DropResult> {
    return this.plan(files.map((file) => ({ name: file.name, size: file.size, file, options })));
  }

  /** Takes in what an earlier page left behind; each goes on by itself as far as its bytes are there. */
  plan(uploads: readonly Planned[]): Promise<DropResult> {
    const drop = this.nextId++;
    const { signedOut, paused } = this.snapshot();
    const held = signedOut ? "signed-out" : paused ? "paused" : null;
    const entries = uploads.map((planned) => entryOf(planned, this.nextId++, drop, held));
    const result = this.drops.add(drop, entries.map(({ id }) => id));
    this.state.change({ entries: [...this.snapshot().entries, ...entries] });
    this.goOn();
    return result;
  }

  /** Gives a file to the upload that waits for its bytes, if there is one of its name and size. */
  supply(file: File): boolean {
    const waiting = this.snapshot().entries.find(
      ({ hold, name, size }) => hold === "bytes" && name === file.name && size === file.size,
    );
    if (!waiting) return false;
    this.state.update(waiting.id, { file, state: "waits", hold: null });
    this.pump();
    return true;
  }

  /** Says which uploads the browser keeps over a reload. */
  markKept(ids: ReadonlySet<number>): void {
    this.state.updateAll(({ id, kept }) => (kept === ids.has(id) ? null : { kept: !kept }));
  }

  addNotice(notice: Omit<Notice, "id">): void {
    this.state.change({ notices: [...this.snapshot().notices, { ...notice, id: this.nextId++ }] });
  }

  /** The links of a drop, or of one file of it, lie on the clipboard. */
  markCopied(drop: number, only?: number): void {
    this.state.updateAll((entry) =>
      entry.drop === drop && entry.state === "landed" && (only === undefined || entry.id === only)
        ? { copied: true }
        : null,
    );
  }

  pause(id: number): void {
    this.transfers.stop(id);
    this.state.update(id, { state: "held", hold: "paused", ...ANEW });
    this.pump();
  }

  resume(id: number): void {
    this.state.update(id, { state: "waits", hold: null });
    this.pump();
  }

  pauseAll(): void {
    this.state.change({ paused: true });
    this.transfers.stopAll();
    this.state.updateAll((entry) =>
      isOpen(entry) ? { state: "held", hold: "paused", ...ANEW } : null,
    );
  }

  resumeAll(): void {
    this.state.change({ paused: false });
    this.release("paused");
  }

  /** Tries a missed file again, from its first byte. */
  retry(id: number): void {
    const entry = this.state.entry(id);
    if (!entry) return;
    this.failures.delete(id);
    this.state.update(id, { ...readiness(entry.file), reason: null, mend: null, loaded: 0 });
    this.pump();
  }

  /** Stops an upload, or takes an ended one out of the list. */
  remove(id: number): void {
    this.transfers.stop(id);
    const { entries, notices } = this.snapshot();
    this.state.change({
      entries: entries.filter((entry) => entry.id !== id),
      notices: notices.filter((notice) => notice.id !== id),
    });
    this.goOn();
  }

  clearLanded(): void {
    const { entries } = this.snapshot();
    this.state.change({ entries: entries.filter((entry) => entry.state !== "landed") });
  }

  /** Stops everything and forgets it: somebody else sits here now. */
  clear(): void {
    this.transfers.stopAll();
    this.line.forget();
    this.drops.clear();
    this.state.change(EMPTY);
  }

  signedIn(): void {
    this.state.change({ signedOut: false });
    this.release("signed-out");
  }

  /** The browser believes that the line is back. */
  online(): void {
    this.line.tryNow();
  }

  private goOn(): void {
    this.drops.settle(this.snapshot().entries);
    this.pump();
  }

  private pump(): void {
    if (this.snapshot().signedOut || this.line.isDown) return;
    while (this.transfers.count < AT_ONCE) {
      const next = smallest(this.snapshot().entries);
      if (!next) return;
      this.transfers.start(next, next.file, (outcome, tookMs) => {
        this.ended(next, outcome, tookMs);
        this.goOn();
      });
    }
  }

  private ended(entry: Entry, outcome: Outcome, tookMs: number): void {
    switch (outcome.kind) {
      case "landed":
        this.landed(entry, outcome, tookMs);
        break;
      case "refused": {
        const refusal = refusalOf(outcome.problem, entry.size, this.tools.limits());
        this.state.update(entry.id, { ...refusal, state: "missed", ...STILL });
        break;
      }
      case "signed-out":
        this.transfers.stopAll();
        this.state.change({ signedOut: true });
        this.hold("signed-out", "falls", "waits");
        break;
      case "busy":
        this.wait("busy", outcome.retryAfter, entry.id);
        break;
      case "unreachable":
        this.lost(entry.id);
    }
  }

  private landed({ id, size, file: sent }: Entry, { file, known }: Landing, tookMs: number): void {
    this.line.works();
    this.failures.delete(id);
    // Its bytes are at the host now: the browser may let go of them, unless another link of theirs may be wanted.
    const landed = { state: "landed", landed: file, known, file: known ? sent : null, loaded: size, tookMs } as const;
    this.state.update(id, { ...landed, ...STILL });
    for (const listener of this.landedListeners) listener(file);
  }

  private lost(id: number): void {
    const failures = (this.failures.get(id) ?? 0) + 1;
    this.failures.set(id, failures);
    if (failures < TRIES_WITH_HOST_UP) {
      this.wait("offline", null, id);
      return;
    }
    const entry = this.state.entry(id);
    const percent = entry && entry.size > 0 ? Math.floor((entry.loaded / entry.size) * 100) : 0;
    this.state.update(id, {
      state: "missed",
      reason: percent > 0 ? `Connection lost at ${percent} %` : "The connection was lost",
      mend: "retry",
      ...STILL,
    });
  }

  /** Holds what has not landed until the line is back. */
  private wait(hold: HoldReason, retryAfter: number | null, id: number): void {
    this.state.update(id, { state: "held", hold, ...ANEW });
    this.hold(hold, "waits");
    this.line.lost(retryAfter);
  }

  private hold(hold: HoldReason, ...states: Entry["state"][]): void {
    this.state.updateAll(({ state }) =>
      states.includes(state) ? { state: "held", hold, ...ANEW } : null,
    );
  }

  private release(...reasons: HoldReason[]): void {
    this.state.updateAll(({ hold, file }) =>
      hold && reasons.includes(hold) ? readiness(file) : null,
    );
    this.pump();
  }
}
