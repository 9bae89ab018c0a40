import type { UploadQueue } from "./queue";
import type { Entry, Planned } from "./types";
import type { KeptUpload, Shelf } from "./shelf";
import type { Tab } from "./tabs";
import { newId } from "./tabs";

/** Larger files are not copied into the browser's store: after a reload they are asked for again. */
const LARGEST_KEPT = 100_000_000;
/** What has landed by then was never worth keeping. */
const SOON_MS = 150;

/**
 * Keeps the queue over a reload: what is to be sent, and the bytes as far as the browser takes them.
 * Each tab keeps its own uploads; those of a tab that is gone are taken up by one that is there.
 * Where the browser keeps nothing, uploads run all the same, and leaving the page asks.
 */
export class Keeper {
  /** By the entry's id: what was written of it, so that only changes are written. */
  private readonly written = new Map<number, string>();
  /** Those whose bytes are kept too. */
  private readonly bytes = new Set<number>();
  private readonly listeners = new Set<() => void>();
  /** Begins the keys of this page; a tab may have its name from an earlier one. */
  private readonly page = newId();
  private owner: number | null = null;
  private work: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private foreign: readonly string[] = [];

  constructor(
    private readonly queue: UploadQueue,
    private readonly shelf: Shelf,
    private readonly tab: Tab,
  ) {
    queue.subscribe(() => {
      this.changed();
    });
  }

  /** Told when `strangers` changes. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** How many uploads of other accounts wait in this browser. */
  readonly strangers = (): number => this.foreign.length;

  /** Who sits here now; takes up what this account left behind. */
  belongTo(owner: number): void {
    if (owner === this.owner) return;
    this.owner = owner;
    void this.then(async () => {
      await this.tab.ready;
      const kept = await this.shelf.all();
      this.setForeign(kept.filter((upload) => upload.owner !== owner).map(({ key }) => key));
      const tabs = new Set(kept.filter((upload) => upload.owner === owner).map(({ tab }) => tab));
      for (const tab of tabs) this.tab.whenGone(tab, () => this.takeUp(tab, owner));
    });
  }

  dropStrangers(): void {
    const keys = this.foreign;
    this.setForeign([]);
    void this.then(() => this.shelf.write([], keys));
  }

  /** They stay for whoever comes back; this page asks no more. */
  leaveStrangers(): void {
    this.setForeign([]);
  }

  private setForeign(keys: readonly string[]): void {
    this.foreign = keys;
    for (const listener of this.listeners) listener();
  }

  private takeUp(tab: string, owner: number): Promise<void> {
    return this.then(async () => {
      if (owner !== this.owner) return;
      const all = await this.shelf.all();
      // Without locks this tab has the name that it had before: what it took in since then is no remainder.
      const isOwn = ({ key }: KeptUpload) => key.startsWith(this.page);
      const left = all.filter((upload) => upload.tab === tab && upload.owner === owner && !isOwn(upload));
      if (left.length === 0) return;
      const known = new Set(this.queue.snapshot().entries.map(({ id }) => id));
      void this.queue.plan(left.map(plannedOf));
      const entries = this.queue.snapshot().entries.filter(({ id }) => !known.has(id));
      const moved = entries.map((entry) => this.recordOf(entry, owner, entry.file));
      await this.shelf.write(moved, left.map(({ key }) => key));
      for (const entry of entries) this.note(entry, entry.file !== null);
      this.markKept();
      this.changed();
    });
  }

  /** Landed files leave at once, lest they be sent twice; new ones are written a little later, if they are still there. */
  private changed(): void {
    const open = new Set(this.queue.snapshot().entries.filter(isKeepable).map(({ id }) => id));
    if ([...this.written.keys()].some((id) => !open.has(id))) {
      this.write();
    } else if (this.pending().length > 0) {
      this.timer ??= setTimeout(() => {
        this.write();
      }, SOON_MS);
    }
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    void this.then(async () => {
      await this.tab.ready;
      await this.writeNow();
      this.markKept();
    });
  }

  private async writeNow(): Promise<void> {
    const { owner } = this;
    if (owner === null) return;
    const open = new Set(this.queue.snapshot().entries.filter(isKeepable).map(({ id }) => id));
    const gone = [...this.written.keys()].filter((id) => !open.has(id));
    if (gone.length > 0) await this.shelf.write([], gone.map((id) => this.keyOf(id)));
    for (const id of gone) this.forget(id);
    const pending = this.pending();
    if (pending.length === 0) return;
    await this.put(pending, await this.fitting(pending), owner);
  }

  /** Whose bytes are kept: none too large, and all together no more than there is room for. */
  private async fitting(entries: readonly Entry[]): Promise<ReadonlySet<number>> {
    let room = await this.shelf.room().catch(() => 0);
    const fit = new Set<number>();
    for (const { id, file } of entries) {
      if (!file || file.size > LARGEST_KEPT || file.size > room) continue;
      if (!this.bytes.has(id)) room -= file.size;
      fit.add(id);
    }
    return fit;
  }

  /** Where the browser does not take the bytes, it may still take the names. */
  private async put(entries: readonly Entry[], withBytes: ReadonlySet<number>, owner: number): Promise<void> {
    const records = (bytes: boolean) =>
      entries.map((entry) => this.recordOf(entry, owner, bytes && withBytes.has(entry.id) ? entry.file : null));
    const write = (bytes: boolean) => this.shelf.write(records(bytes), []).then(() => true, () => false);
    const full = await write(true);
    if (!full) await write(false);
    for (const entry of entries) this.note(entry, full && withBytes.has(entry.id));
  }

  private pending(): Entry[] {
    return this.queue
      .snapshot()
      .entries.filter((entry) => isKeepable(entry) && this.written.get(entry.id) !== printOf(entry));
  }

  private note(entry: Entry, bytes: boolean): void {
    this.written.set(entry.id, printOf(entry));
    if (bytes) this.bytes.add(entry.id);
    else this.bytes.delete(entry.id);
  }

  private forget(id: number): void {
    this.written.delete(id);
    this.bytes.delete(id);
  }

  private markKept(): void {
    this.queue.markKept(new Set(this.bytes));
  }

  private keyOf(id: number): string {
    return `${this.page}.${id}`;
  }

  private recordOf(entry: Entry, owner: number, file: File | null): KeptUpload {
    const { id, name, size, options, hold, state, reason, mend } = entry;
    return {
      key: this.keyOf(id),
      tab: this.tab.id,
      owner,
      name,
      size,
      options,
      paused: hold === "paused",
      missed: state === "missed" ? { reason: reason ?? "", mend } : null,
      file,
    };
  }

  /** One after the other; what fails is not kept, and nothing else. */
  private then(act: () => Promise<void>): Promise<void> {
    this.work = this.work.then(act).catch(() => undefined);
    return this.work;
  }
}

function isKeepable({ state }: Entry): boolean {
  return state !== "landed";
}

/** What of an entry is written: if it is the same, nothing has to be. */
function printOf({ hold, state, reason, file }: Entry): string {
  return `${hold === "paused" ? "paused" : ""} ${state === "missed" ? reason : ""} ${file ? "bytes" : ""}`;
}

function plannedOf({ name, size, file, options, paused, missed }: KeptUpload): Planned {
  return { name, size, file, options, paused, missed };
}
