import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { DropResult } from "./drops";
import type { QueueTools } from "./queue";
import { UploadQueue } from "./queue";
import type { Outcome, UploadOptions } from "./types";

const PUBLIC: UploadOptions = { isPublic: true, expiresIn: null };

interface Sent {
  name: string;
  settle: (outcome: Outcome) => void;
  progress: (loaded: number) => void;
  aborted: boolean;
}

/** The other end of the line: what is sent lies here until the test answers it. */
class Line {
  readonly sent: Sent[] = [];
  up = true;
  refreshes = 0;
  session = true;
  private next = 1;

  readonly tools: QueueTools = {
    send: ({ name, file, onProgress }) => {
      const sent: Sent = {
        name,
        aborted: false,
        settle: () => undefined,
        progress: (loaded) => {
          onProgress(loaded, file.size);
        },
      };
      const outcome = new Promise<Outcome>((resolve) => {
        sent.settle = resolve;
      });
      this.sent.push(sent);
      return {
        outcome,
        abort: () => {
          sent.aborted = true;
        },
      };
    },
    refresh: () => {
      this.refreshes += 1;
      return Promise.resolve(this.session);
    },
    reachable: () => Promise.resolve(this.up),
    limits: () => ({ maxFileSize: 1_000, bytesLeft: 5_000, trashBytes: 240 }),
    now: () => Date.now(),
  };

  get open(): Sent[] {
    return this.sent.filter((sent) => !sent.aborted);
  }

  async answer(index: number, outcome?: Outcome): Promise<void> {
    const id = this.next++;
    const landed: Outcome = { kind: "landed", known: false, file: { id, url: `https://s.example/${id}` } };
    (this.sent[index]!).settle(outcome ?? landed);
    await vi.advanceTimersByTimeAsync(0);
  }
}

function file(name: string, size: number): File {
  return new File([new Uint8Array(size)], name);
}

let line: Line;
let queue: UploadQueue;
const states = () => queue.snapshot().entries.map((entry) => entry.hold ?? entry.state);
const names = () => line.sent.map((sent) => sent.name);

beforeEach(() => {
  vi.useFakeTimers();
  line = new Line();
  queue = new UploadQueue(line.tools);
});

afterEach(() => {
  vi.useRealTimers();
});

describe("the order", () => {
  it("sends three at a time, the smallest first", async () => {
    void queue.add([file("e", 50), file("b", 20), file("d", 40), file("a", 10), file("c", 30)], PUBLIC);
    expect(names()).toEqual(["a", "b", "c"]);
    expect(states()).toEqual(["waits", "falls", "waits", "falls", "falls"]);
    await line.answer(1);
    expect(names()).toEqual(["a", "b", "c", "d"]);
  });

  it("gives the links of a drop in the order of dropping, once all have ended", async () => {
    let result: DropResult | undefined;
    void queue.add([file("big", 20), file("small", 10), file("bad", 5)], PUBLIC).then((drop) => {
      result = drop;
    });
    expect(names()).toEqual(["bad", "small", "big"]);
    await line.answer(0, { kind: "refused", problem: { status: 415, detail: "Not taken." } });
    await line.answer(1);
    expect(result).toBeUndefined();
    await line.answer(2);
    expect(result?.landed.map((landed) => landed.url)).toEqual([
      "https://s.example/3",
      "https://s.example/2",
    ]);
    queue.markCopied(result?.drop ?? 0);
    expect(queue.snapshot().entries.map((entry) => entry.copied)).toEqual([true, true, false]);
  });

  it("tells of each file as it lands", async () => {
    const landed: number[] = [];
    queue.onLanded((one) => landed.push(one.id));
    void queue.add([file("a", 1)], PUBLIC);
    await line.answer(0);
    expect(landed).toEqual([1]);
  });
});

describe("figures", () => {
  it("change at most four times a second", async () => {
    void queue.add([file("a", 1_000)], PUBLIC);
    let changes = 0;
    queue.subscribe(() => (changes += 1));
    for (let step = 1; step <= 100; step += 1) {
      await vi.advanceTimersByTimeAsync(10);
      line.sent[0]?.progress(step * 10);
    }
    expect(changes).toBeLessThanOrEqual(4);
    expect(queue.snapshot().entries[0]?.loaded).toBeGreaterThan(700);
    expect(queue.snapshot().entries[0]?.speed).toBeCloseTo(1_000, -2);
  });

  it("never count more than the file has, whatever the envelope weighs", async () => {
    void queue.add([file("a", 100)], PUBLIC);
    line.sent[0]?.progress(400);
    await vi.advanceTimersByTimeAsync(300);
    expect(queue.snapshot().entries[0]?.loaded).toBe(100);
  });
});

describe("pause, cancel, retry", () => {
  it("pauses one and lets the next take its place", () => {
    void queue.add([file("a", 1), file("b", 2), file("c", 3), file("d", 4)], PUBLIC);
    queue.pause(queue.snapshot().entries[0]?.id ?? 0);
    expect(line.sent[0]?.aborted).toBe(true);
    expect(states()).toEqual(["paused", "falls", "falls", "falls"]);
  });

  it("pauses all, also what comes later, and goes on", () => {
    void queue.add([file("a", 1), file("b", 2)], PUBLIC);
    queue.pauseAll();
    void queue.add([file("c", 3)], PUBLIC);
    expect(states()).toEqual(["paused", "paused", "paused"]);
    expect(line.open).toHaveLength(0);
    queue.resumeAll();
    expect(states()).toEqual(["falls", "falls", "falls"]);
  });

  it("does not hear the answer to what was paused", async () => {
    void queue.add([file("a", 1)], PUBLIC);
    queue.pauseAll();
    await line.answer(0);
    expect(states()).toEqual(["paused"]);
  });

  it("cancels, and the drop ends without it", async () => {
    const drop = queue.add([file("a", 1), file("b", 2)], PUBLIC);
    await line.answer(1);
    queue.remove(queue.snapshot().entries[0]?.id ?? 0);
    expect((await drop).landed).toHaveLength(1);
    expect(line.sent[0]?.aborted).toBe(true);
  });

  it("tries a missed one again", async () => {
    void queue.add([file("a", 1)], PUBLIC);
    await line.answer(0, { kind: "refused", problem: { status: 500, errorId: "e-7f" } });
    expect(queue.snapshot().entries[0]).toMatchObject({
      state: "missed",
      reason: "Something broke on the host. Number e-7f, for whoever runs it.",
      mend: "retry",
    });
    queue.retry(queue.snapshot().entries[0]?.id ?? 0);
    await line.answer(1);
    expect(states()).toEqual(["landed"]);
    queue.clearLanded();
    expect(states()).toEqual([]);
  });
});

describe("a broken line", () => {
  it("holds everything and goes on by itself", async () => {
    void queue.add([file("a", 1), file("b", 2), file("c", 3), file("d", 4)], PUBLIC);
    await line.answer(0, { kind: "unreachable" });
    expect(states()).toEqual(["offline", "falls", "falls", "offline"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(states()).toEqual(["falls", "falls", "falls", "waits"]);
  });

  it("waits 1, 2, 4 … 30 seconds while the host does not answer", async () => {
    line.up = false;
    void queue.add([file("a", 1)], PUBLIC);
    await line.answer(0, { kind: "unreachable" });
    const waits: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      const wait = (queue.snapshot().retryAt ?? 0) - Date.now();
      waits.push(wait / 1_000);
      await vi.advanceTimersByTimeAsync(wait);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
    expect(line.sent).toHaveLength(1);
  });

  it("tries at once when the browser is online again", async () => {
    line.up = false;
    void queue.add([file("a", 1)], PUBLIC);
    await line.answer(0, { kind: "unreachable" });
    line.up = true;
    queue.online();
    await vi.advanceTimersByTimeAsync(0);
    expect(states()).toEqual(["falls"]);
  });

  it("waits as long as a busy host asks", async () => {
    void queue.add([file("a", 1)], PUBLIC);
    await line.answer(0, { kind: "busy", retryAfter: 12 });
    expect(states()).toEqual(["busy"]);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(states()).toEqual(["busy"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(states()).toEqual(["falls"]);
  });

  it("gives a file up that breaks each time although the host answers", async () => {
    void queue.add([file("a", 100)], PUBLIC);
    for (let round = 0; round < 4; round += 1) {
      line.sent[round]?.progress(80);
      await vi.advanceTimersByTimeAsync(300);
      await line.answer(round, { kind: "unreachable" });
      await vi.advanceTimersByTimeAsync(30_000);
    }
    expect(queue.snapshot().entries[0]).toMatchObject({
      state: "missed",
      reason: "Connection lost at 80 %",
      mend: "retry",
    });
  });
});

describe("the session", () => {
  it("is renewed once, without a word", async () => {
    void queue.add([file("a", 1)], PUBLIC);
    await line.answer(0, { kind: "signed-out" });
    expect(line.refreshes).toBe(1);
    await line.answer(1);
    expect(states()).toEqual(["landed"]);
  });

  it("holds everything when it has ended, and goes on after signing in", async () => {
    line.session = false;
    void queue.add([file("a", 1), file("b", 2), file("c", 3), file("d", 4)], PUBLIC);
    await line.answer(0, { kind: "signed-out" });
    expect(states()).toEqual(["signed-out", "signed-out", "signed-out", "signed-out"]);
    expect(queue.snapshot().signedOut).toBe(true);
    expect(line.open.length).toBeLessThanOrEqual(1);
    queue.signedIn();
    expect(states()).toEqual(["falls", "falls", "falls", "waits"]);
  });

  it("is not renewed for ever", async () => {
    void queue.add([file("a", 1)], PUBLIC);
    await line.answer(0, { kind: "signed-out" });
    await line.answer(1, { kind: "signed-out" });
    expect(line.refreshes).toBe(1);
    expect(states()).toEqual(["signed-out"]);
  });

  it("waits where it cannot be asked whether the session still holds", async () => {
    line.tools.refresh = () => Promise.reject(new Error("no answer"));
    void queue.add([file("a", 1)], PUBLIC);
    await line.answer(0, { kind: "signed-out" });
    expect(states()).toEqual(["offline"]);
    expect(queue.snapshot().signedOut).toBe(false);
  });

  it("leaves nothing behind for somebody else", async () => {
    void queue.add([file("a", 1)], PUBLIC);
    queue.addNotice({ text: "1 of 2 is not taken.", mend: null, files: [] });
    queue.clear();
    await line.answer(0);
    expect(queue.snapshot()).toMatchObject({ entries: [], notices: [] });
  });
});
