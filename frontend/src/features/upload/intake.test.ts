import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Intake } from "./intake";
import { makeAnotherLink, takeIn } from "./intake";
import { UploadQueue } from "./queue";
import type { Outcome } from "./types";

const options = { isPublic: true, expiresIn: null };
const limits = { maxFileSize: 100, bytesLeft: null, trashBytes: 0 };
const file = (name: string, size = 10) => new File([new Uint8Array(size)], name);

let answers: ((outcome: Outcome) => void)[];
let intake: Intake;
let told: [number, boolean][];
let written: string[];

beforeEach(() => {
  answers = [];
  told = [];
  written = [];
  const queue = new UploadQueue({
    send: () => ({
      outcome: new Promise((resolve) => answers.push(resolve)),
      abort: () => undefined,
    }),
    refresh: () => Promise.resolve(false),
    reachable: () => Promise.resolve(true),
    limits: () => limits,
  });
  intake = { queue, limits: () => limits, onCopied: (...result) => told.push(result) };
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function clipboard({ promises = true, late = true } = {}) {
  class Item {
    constructor(readonly data: Record<string, Promise<Blob>>) {}
  }
  vi.stubGlobal("ClipboardItem", promises ? Item : undefined);
  vi.stubGlobal("navigator", {
    clipboard: {
      write: async ([item]: [Item]) => {
        written.push(await (await item.data["text/plain"])!.text());
      },
      writeText: (text: string) => {
        if (!late) return Promise.reject(new Error("not allowed"));
        written.push(text);
        return Promise.resolve();
      },
    },
  });
}

const land = (id: number) => {
  answers.shift()?.({ kind: "landed", known: false, file: { id, url: `https://s.example/${id}` } });
};
const landKnown = (id: number) => {
  answers.shift()?.({ kind: "landed", known: true, file: { id, url: `https://s.example/${id}` } });
};
const settled = () => vi.waitFor(() => expect(told.length).toBe(1));

describe("takeIn", () => {
  it("copies all links of a drop in one write", async () => {
    clipboard();
    takeIn(intake, [file("a"), file("b")], options);
    land(1);
    land(2);
    await settled();
    expect(written).toEqual(["https://s.example/1\nhttps://s.example/2"]);
    expect(told).toEqual([[2, true]]);
    expect(intake.queue.snapshot().entries.every((entry) => entry.copied)).toBe(true);
  });

  it("writes late where the browser knows no promised items", async () => {
    clipboard({ promises: false });
    takeIn(intake, [file("a")], options);
    land(1);
    await settled();
    expect(written).toEqual(["https://s.example/1"]);
  });

  it("says so where the browser refuses", async () => {
    clipboard({ promises: false, late: false });
    takeIn(intake, [file("a")], options);
    land(1);
    await settled();
    expect(told).toEqual([[1, false]]);
    expect(intake.queue.snapshot().entries[0]?.copied).toBe(false);
  });

  it("leaves the clipboard alone where nothing landed", async () => {
    clipboard();
    takeIn(intake, [file("a")], options);
    answers.shift()?.({ kind: "refused", problem: { status: 415, detail: "No." } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(written).toEqual([]);
    expect(told).toEqual([]);
  });

  it("sends nothing of what is too large", () => {
    clipboard();
    takeIn(intake, [file("a", 101)], options);
    expect(answers).toHaveLength(0);
    expect(intake.queue.snapshot().notices[0]?.text).toContain("over the 100 B");
  });
});

describe("makeAnotherLink", () => {
  it("sends the same bytes once more, for a link of their own", async () => {
    clipboard();
    takeIn(intake, [file("a")], options);
    landKnown(1);
    await settled();
    const [known] = intake.queue.snapshot().entries;
    expect(known).toMatchObject({ state: "landed", known: true, copied: true });
    makeAnotherLink(intake, known!);
    expect(intake.queue.snapshot().entries).toMatchObject([{ state: "falls", options: { anyway: true } }]);
    land(2);
    await vi.waitFor(() => expect(written).toEqual(["https://s.example/1", "https://s.example/2"]));
  });
});
