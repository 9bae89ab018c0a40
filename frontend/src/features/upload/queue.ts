import type { Limits } from "./refusals";
import { refusalOf } from "./refusals";
import type { Sending, Shipment } from "./send";
import { Speedometer } from "./speed";
import type { Entry, HoldReason, LandedFile, Notice, Outcome, UploadOptions } from "./types";

const AT_ONCE = 3;
const FIRST_BACKOFF_S = 1;
const LONGEST_BACKOFF_S = 30;
/** The host answers, yet this file's connection breaks each time: then it is the file's own matter. */
const TRIES_WITH_HOST_UP = 4;
/** Figures change at most four times a second; states at once. */
const FIGURES_MS = 250;

export interface QueueTools {
  send: (shipment: Omit<Shipment, "url" | "token">) => Sending;
  /** Renews the access token. False: the person has to sign in again. Throws: it could not be asked. */
  refresh: () => Promise<boolean>;
  /** Whether the host answers at all. Must not throw. */
  reachable: () => Promise<boolean>;
  limits: () => Limits;
  now?: () => number;
}

export interface Snapshot {
  readonly entries: readonly Entry[];
  readonly notices: readonly Notice[];
  readonly paused: boolean;
  readonly signedOut: boolean;
  /** When the queue will try again by itself, in the clock of `now`; null: it is not waiting. */
  readonly retryAt: number | null;
}

/** What became of one drop, once all of its files have come to an end. */
export interface DropResult {
  readonly drop: number;
  /** In the order of dropping. */
  readonly landed: readonly LandedFile[];
}

interface Running {
  sending: Sending;
  meter: Speedometer;
}

/**
 * Carries files to the host: three at a time, the smallest first. It knows no framework; whoever
 * shows it subscribes and reads snapshots, whose entries are replaced, never changed.
 *
 * A broken line holds everything and is tried again after 1, 2, 4 … 30 s; an ended session holds
 * everything until `signedIn()`. Held uploads begin again from their first byte.
 */
export class UploadQueue {
  private state: Snapshot = {
    entries: [],
    notices: [],
    paused: false,
    signedOut: false,
    retryAt: null,
  };
  private readonly listeners = new Set<() => void>();
  private readonly running = new Map<number, Running>();
  private readonly failures = new Map<number, number>();
  private readonly drops = new Map<number, { ids: number[]; settle: (r: DropResult) => void }>();
  private readonly landedListeners = new Set<(file: LandedFile) => void>();
  private readonly now: () => number;
  private nextId = 1;
  private backoff = FIRST_BACKOFF_S;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private figuresTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly tools: QueueTools) {
    this.now = tools.now ?? (() => performance.now());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Snapshot => this.state;

  /** Told of each file as it lands. */
  readonly onLanded = (listener: (file: LandedFile) => void): (() => void) => {
    this.landedListeners.add(listener);
    return () => this.landedListeners.delete(listener);
  };

  /** Takes files in; the promise settles when each has landed, missed or been taken out. */
  add(
    files: readonly File[],
    options: UploadOptions,
    names?: readonly string[],
  ): Promise<DropResult> {
    const drop = this.nextId++;
    const entries = files.map((file, index) =>
      this.entryOf(drop, file, names?.[index] ?? file.name, options),
    );
    return new Promise((settle) => {
      this.drops.set(drop, { ids: entries.map((entry) => entry.id), settle });
      this.change({ entries: [...this.state.entries, ...entries] });
      this.pump();
      this.settleDrops();
    });
  }

  addNotice(notice: Omit<Notice, "id">): void {
    this.change({ notices: [...this.state.notices, { ...notice, id: this.nextId++ }] });
  }

  /** The links of a drop, or of one file of it, lie on the clipboard. */
  markCopied(drop: number, id?: number): void {
    this.change({
      entries: this.state.entries.map((entry) =>
        entry.drop === drop && entry.state === "landed" && (id === undefined || entry.id === id)
          ? { ...entry, copied: true }
          : entry,
      ),
    });
  }

  pause(id: number): void {
    this.stop(id);
    this.update(id, { state: "held", hold: "paused", loaded: 0, speed: null, secondsLeft: null });
    this.pump();
  }

  resume(id: number): void {
    this.update(id, { state: "waits", hold: null });
    this.pump();
  }

  pauseAll(): void {
    this.change({ paused: true });
    for (const entry of this.state.entries) if (isOpen(entry)) this.pause(entry.id);
  }

  resumeAll(): void {
    this.change({ paused: false });
    this.release("paused");
  }

  /** Tries a missed file again, from its first byte. */
  retry(id: number): void {
    this.failures.delete(id);
    this.update(id, { state: "waits", reason: null, mend: null, loaded: 0 });
    this.pump();
  }

  /** Stops an upload, or takes an ended one out of the list. */
  remove(id: number): void {
    this.stop(id);
    this.change({
      entries: this.state.entries.filter((entry) => entry.id !== id),
      notices: this.state.notices.filter((notice) => notice.id !== id),
    });
    this.settleDrops();
    this.pump();
  }

  clearLanded(): void {
    this.change({ entries: this.state.entries.filter((entry) => entry.state !== "landed") });
  }

  /** Stops everything and forgets it: somebody else sits here now. */
  clear(): void {
    for (const id of this.running.keys()) this.stop(id);
    clearTimeout(this.retryTimer);
    this.drops.clear();
    this.change({ entries: [], notices: [], paused: false, signedOut: false, retryAt: null });
  }

  signedIn(): void {
    this.change({ signedOut: false });
    this.release("signed-out");
  }

  /** The browser believes that the line is back: no reason to sit out the rest of the wait. */
  online(): void {
    if (this.state.retryAt !== null) void this.tryLine();
  }

  private entryOf(drop: number, file: File, name: string, options: UploadOptions): Entry {
    return {
      id: this.nextId++,
      drop,
      file,
      name,
      size: file.size,
      options,
      state: this.state.paused || this.state.signedOut ? "held" : "waits",
      hold: this.state.signedOut ? "signed-out" : this.state.paused ? "paused" : null,
      loaded: 0,
      speed: null,
      secondsLeft: null,
      reason: null,
      mend: null,
      landed: null,
      tookMs: null,
      copied: false,
    };
  }

  private pump(): void {
    if (this.state.signedOut || this.state.retryAt !== null) return;
    while (this.running.size < AT_ONCE) {
      const next = smallest(this.state.entries.filter((entry) => entry.state === "waits"));
      if (!next) return;
      this.start(next);
    }
  }

  private start(entry: Entry, renewed = false): void {
    const startedAt = this.now();
    const meter = new Speedometer(startedAt);
    const sending = this.tools.send({
      file: entry.file,
      name: entry.name,
      options: entry.options,
      onProgress: (loaded, total) => {
        this.progress(entry.id, total > 0 ? (loaded / total) * entry.size : loaded);
      },
    });
    this.running.set(entry.id, { sending, meter });
    this.update(entry.id, { state: "falls", hold: null, loaded: 0, speed: null, secondsLeft: null });
    void sending.outcome.then(async (outcome) => {
      if (this.running.get(entry.id)?.sending !== sending) return;
      if (outcome.kind === "signed-out" && !renewed && (await this.renewed(entry.id, sending))) {
        return;
      }
      this.ended(entry, outcome, this.now() - startedAt);
    });
  }

  /** A token may simply have run out: renew it once and send again. */
  private async renewed(id: number, sending: Sending): Promise<boolean> {
    const renewed = await this.tools.refresh().catch(() => null);
    if (this.running.get(id)?.sending !== sending) return true;
    if (renewed === null) {
      this.running.delete(id);
      this.wait("offline", null, id);
      return true;
    }
    const entry = this.state.entries.find((candidate) => candidate.id === id);
    if (!renewed || !entry) return false;
    this.running.delete(id);
    this.start(entry, true);
    return true;
  }

  private ended(entry: Entry, outcome: Outcome, tookMs: number): void {
    this.running.delete(entry.id);
    switch (outcome.kind) {
      case "landed":
        this.landed(entry.id, outcome.file, tookMs);
        break;
      case "refused":
        this.update(entry.id, {
          ...refusalOf(outcome.problem, entry.size, this.tools.limits()),
          state: "missed",
          speed: null,
          secondsLeft: null,
        });
        break;
      case "signed-out":
        this.change({ signedOut: true });
        this.holdAll("signed-out");
        break;
      case "busy":
        this.wait("busy", outcome.retryAfter, entry.id);
        break;
      case "unreachable":
        this.lost(entry.id);
    }
    this.settleDrops();
    this.pump();
  }

  private landed(id: number, file: LandedFile, tookMs: number): void {
    this.backoff = FIRST_BACKOFF_S;
    this.failures.delete(id);
    const entry = this.state.entries.find((candidate) => candidate.id === id);
    this.update(id, {
      state: "landed",
      loaded: entry?.size ?? 0,
      landed: file,
      tookMs,
      speed: null,
      secondsLeft: null,
    });
    for (const listener of this.landedListeners) listener(file);
  }

  private lost(id: number): void {
    const failures = (this.failures.get(id) ?? 0) + 1;
    this.failures.set(id, failures);
    if (failures >= TRIES_WITH_HOST_UP) {
      const entry = this.state.entries.find((candidate) => candidate.id === id);
      const percent = entry && entry.size > 0 ? Math.floor((entry.loaded / entry.size) * 100) : 0;
      this.update(id, {
        state: "missed",
        reason: percent > 0 ? `Connection lost at ${percent} %` : "The connection was lost",
        mend: "retry",
        speed: null,
        secondsLeft: null,
      });
    } else {
      this.wait("offline", null, id);
    }
  }

  /** Holds what has not landed and tries again later, each time after a longer pause. */
  private wait(hold: HoldReason, retryAfter: number | null, id: number): void {
    this.update(id, { state: "held", hold, loaded: 0, speed: null, secondsLeft: null });
    this.hold("waits", hold);
    if (this.state.retryAt !== null) return; // The others of the same break say the same.
    const seconds = Math.max(retryAfter ?? 0, this.backoff);
    this.backoff = Math.min(this.backoff * 2, LONGEST_BACKOFF_S);
    this.change({ retryAt: this.now() + seconds * 1_000 });
    this.retryTimer = setTimeout(() => void this.tryLine(), seconds * 1_000);
  }

  private async tryLine(): Promise<void> {
    clearTimeout(this.retryTimer);
    if (await this.tools.reachable()) {
      this.change({ retryAt: null });
      this.release("offline", "busy");
      return;
    }
    const seconds = this.backoff;
    this.backoff = Math.min(this.backoff * 2, LONGEST_BACKOFF_S);
    this.change({ retryAt: this.now() + seconds * 1_000 });
    this.retryTimer = setTimeout(() => void this.tryLine(), seconds * 1_000);
  }

  private holdAll(hold: HoldReason): void {
    for (const id of [...this.running.keys()]) this.stop(id);
    this.hold("falls", hold);
    this.hold("waits", hold);
  }

  private hold(state: "waits" | "falls", hold: HoldReason): void {
    this.change({
      entries: this.state.entries.map((entry) =>
        entry.state === state
          ? { ...entry, state: "held", hold, loaded: 0, speed: null, secondsLeft: null }
          : entry,
      ),
    });
  }

  private release(...reasons: HoldReason[]): void {
    this.change({
      entries: this.state.entries.map((entry) =>
        entry.hold && reasons.includes(entry.hold)
          ? { ...entry, state: "waits", hold: null }
          : entry,
      ),
    });
    this.pump();
  }

  private stop(id: number): void {
    this.running.get(id)?.sending.abort();
    this.running.delete(id);
  }

  private progress(id: number, loaded: number): void {
    const run = this.running.get(id);
    if (!run) return;
    run.meter.record(this.now(), loaded);
    this.figuresTimer ??= setTimeout(() => {
      this.figuresTimer = undefined;
      this.readMeters();
    }, FIGURES_MS);
  }

  private readMeters(): void {
    const at = this.now();
    this.change({
      entries: this.state.entries.map((entry) => {
        const run = this.running.get(entry.id);
        if (!run) return entry;
        return {
          ...entry,
          loaded: Math.min(run.meter.bytes, entry.size),
          speed: run.meter.bytesPerSecond(at),
          secondsLeft: run.meter.secondsLeft(at, entry.size),
        };
      }),
    });
  }

  private settleDrops(): void {
    for (const [drop, { ids, settle }] of this.drops) {
      const entries = this.state.entries.filter((entry) => ids.includes(entry.id));
      if (!entries.every((entry) => entry.state === "landed" || entry.state === "missed")) continue;
      this.drops.delete(drop);
      settle({ drop, landed: entries.flatMap((entry) => entry.landed ?? []) });
    }
  }

  private update(id: number, patch: Partial<Entry>): void {
    this.change({
      entries: this.state.entries.map((entry) =>
        entry.id === id ? { ...entry, ...patch } : entry,
      ),
    });
  }

  private change(patch: Partial<Snapshot>): void {
    this.state = { ...this.state, ...patch };
    for (const listener of this.listeners) listener();
  }
}

function isOpen(entry: Entry): boolean {
  return (
    entry.state === "waits" ||
    entry.state === "falls" ||
    (entry.state === "held" && entry.hold !== "paused")
  );
}

function smallest(entries: readonly Entry[]): Entry | undefined {
  return entries.reduce<Entry | undefined>(
    (least, entry) => (least && least.size <= entry.size ? least : entry),
    undefined,
  );
}
