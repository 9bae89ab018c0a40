import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Keeper } from "./keeper";
import { UploadQueue } from "./queue";
import type { KeptUpload, Shelf } from "./shelf";
import type { Tab } from "./tabs";
import type { Outcome, UploadOptions } from "./types";

const PUBLIC: UploadOptions = { isPublic: true, expiresIn: null };
const [MARA, JON] = [1, 2];

/** A browser's store, as full or as unwilling as the test wants it. */
class Store implements Shelf {
  readonly kept = new Map<string, KeptUpload>();
  space = 1_000;
  takesFiles = true;
  takesAnything = true;

  all = () => Promise.resolve([...this.kept.values()]);
  room = () => Promise.resolve(this.space);
  write = (put: readonly KeptUpload[], remove: readonly string[]) => {
    if (!this.takesAnything) return Promise.reject(new Error("no"));
    if (!this.takesFiles && put.some(({ file }) => file)) return Promise.reject(new Error("no files"));
    for (const upload of put) this.kept.set(upload.key, upload);
    for (const key of remove) this.kept.delete(key);
    return Promise.resolve();
  };

  get names(): string[] {
    return [...this.kept.values()].map(({ name, file }) => (file ? name : `${name}, no bytes`)).sort();
  }
}

/** All tabs of a browser: closing one lets the others have what it left. */
class Browser {
  private readonly waiting = new Map<string, (() => Promise<void>)[]>();
  private readonly open = new Set<string>();
  private next = 1;

  openTab(): Tab {
    const id = `tab-${this.next++}`;
    this.open.add(id);
    return {
      id,
      ready: Promise.resolve(),
      whenGone: (other, then) => {
        if (!this.open.has(other)) void then();
        else this.waiting.set(other, [...(this.waiting.get(other) ?? []), then]);
      },
    };
  }

  async close(id: string): Promise<void> {
    this.open.delete(id);
    for (const then of this.waiting.get(id) ?? []) await then();
  }
}

interface Page {
  queue: UploadQueue;
  keeper: Keeper;
  tab: Tab;
  settle: ((outcome: Outcome) => void)[];
}

let store: Store;
let browser: Browser;

function openPage(owner: number): Page {
  const settle: Page["settle"] = [];
  const queue = new UploadQueue({
    send: () => ({
      outcome: new Promise<Outcome>((resolve) => settle.push(resolve)),
      abort: () => undefined,
    }),
    refresh: () => Promise.resolve(true),
    reachable: () => Promise.resolve(true),
    limits: () => ({ maxFileSize: null, bytesLeft: null, trashBytes: 0 }),
    now: () => Date.now(),
  });
  const tab = browser.openTab();
  const keeper = new Keeper(queue, store, tab);
  keeper.belongTo(owner);
  return { queue, keeper, tab, settle };
}

const file = (name: string, size: number) => new File([new Uint8Array(size)], name);
const rows = (page: Page) =>
  page.queue.snapshot().entries.map((entry) => `${entry.name} ${entry.hold ?? entry.state}`);
const aWhile = () => vi.advanceTimersByTimeAsync(1_000);

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store();
  browser = new Browser();
});

afterEach(() => {
  vi.useRealTimers();
});

it("goes on after a reload, in another page, from the first byte", async () => {
  const before = openPage(MARA);
  await aWhile();
  void before.queue.add([file("a", 1), file("b", 2), file("c", 3), file("d", 4)], PUBLIC);
  before.queue.pause(before.queue.snapshot().entries[0]!.id);
  await aWhile();
  expect(store.names).toEqual(["a", "b", "c", "d"]);
  expect(before.queue.snapshot().entries.every(({ kept }) => kept)).toBe(true);

  await browser.close(before.tab.id);
  const after = openPage(MARA);
  await aWhile();
  expect(rows(after)).toEqual(["a paused", "b falls", "c falls", "d falls"]);
  expect(after.queue.snapshot().entries.map(({ loaded }) => loaded)).toEqual([0, 0, 0, 0]);
  after.settle[0]?.({ kind: "landed", known: false, file: { id: 7, url: "https://s.example/7" } });
  await aWhile();
  expect(store.names).toEqual(["a", "c", "d"]);
});

it("writes nothing of what lands at once, and forgets what has landed", async () => {
  const page = openPage(MARA);
  await aWhile();
  const write = vi.spyOn(store, "write");
  void page.queue.add([file("a", 1)], PUBLIC);
  page.settle[0]?.({ kind: "landed", known: false, file: { id: 7, url: "https://s.example/7" } });
  await aWhile();
  expect(write).not.toHaveBeenCalled();
});

it("asks again for a file that found no room", async () => {
  const before = openPage(MARA);
  await aWhile();
  void before.queue.add([file("small", 10), file("film", 2_000)], PUBLIC);
  await aWhile();
  expect(store.names).toEqual(["film, no bytes", "small"]);
  expect(before.queue.snapshot().entries.map(({ kept }) => kept)).toEqual([true, false]);

  await browser.close(before.tab.id);
  const after = openPage(MARA);
  await aWhile();
  expect(rows(after)).toEqual(["small falls", "film bytes"]);
  expect(after.queue.supply(file("film", 3))).toBe(false);
  expect(after.queue.supply(file("film", 2_000))).toBe(true);
  expect(rows(after)).toEqual(["small falls", "film falls"]);
});

it("keeps the names where the browser takes no files, and works where it takes nothing", async () => {
  store.takesFiles = false;
  const page = openPage(MARA);
  await aWhile();
  void page.queue.add([file("a", 1)], PUBLIC);
  await aWhile();
  expect(store.names).toEqual(["a, no bytes"]);
  store.takesAnything = false;
  void page.queue.add([file("b", 1)], PUBLIC);
  await aWhile();
  expect(rows(page)).toEqual(["a falls", "b falls"]);
  expect(page.queue.snapshot().entries.map(({ kept }) => kept)).toEqual([false, false]);
});

it("leaves another tab its own, and takes them up when it is gone", async () => {
  const first = openPage(MARA);
  await aWhile();
  void first.queue.add([file("a", 1)], PUBLIC);
  await aWhile();
  const [second, third] = [openPage(MARA), openPage(MARA)];
  await aWhile();
  expect(rows(second)).toEqual([]);
  await browser.close(first.tab.id);
  await aWhile();
  expect([...rows(second), ...rows(third)]).toEqual(["a falls"]);
});

it("keeps what missed, with its reason", async () => {
  const before = openPage(MARA);
  await aWhile();
  void before.queue.add([file("a", 1)], PUBLIC);
  before.settle[0]?.({ kind: "refused", problem: { status: 422, detail: "This name is kept for the host." } });
  await aWhile();
  await browser.close(before.tab.id);
  const after = openPage(MARA);
  await aWhile();
  expect(after.queue.snapshot().entries[0]).toMatchObject({
    state: "missed",
    reason: "This name is kept for the host.",
  });
});

it("does not send another person's files, and drops them only when told to", async () => {
  const mara = openPage(MARA);
  await aWhile();
  void mara.queue.add([file("a", 1), file("b", 1)], PUBLIC);
  await aWhile();
  await browser.close(mara.tab.id);
  const jon = openPage(JON);
  await aWhile();
  expect(rows(jon)).toEqual([]);
  expect(jon.keeper.strangers()).toBe(2);
  expect(store.kept.size).toBe(2);
  jon.keeper.dropStrangers();
  await aWhile();
  expect(store.kept.size).toBe(0);
  expect(jon.keeper.strangers()).toBe(0);
});

it("is empty after signing out", async () => {
  const page = openPage(MARA);
  await aWhile();
  void page.queue.add([file("a", 1)], PUBLIC);
  await aWhile();
  page.queue.clear();
  await aWhile();
  expect(store.kept.size).toBe(0);
});
