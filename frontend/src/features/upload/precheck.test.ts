import { describe, expect, it } from "vitest";

import { precheck } from "./precheck";

const limits = { maxFileSize: 1_000, bytesLeft: 5_000, trashBytes: 0 };
const file = (name: string, size: number) => new File([new Uint8Array(size)], name);
const names = (files: File[]) => files.map(({ name }) => name);

describe("precheck", () => {
  it("takes everything where everything fits", () => {
    const files = [file("a", 1_000), file("b", 0)];
    expect(precheck(files, limits, 0)).toEqual({ taken: files, notice: null });
  });

  it("knows no limits where there are none", () => {
    const free = { maxFileSize: null, bytesLeft: null, trashBytes: 0 };
    expect(precheck([file("a", 9_000)], free, 1e12).notice).toBeNull();
  });

  it("says at once what is too large, and takes the others in their order", () => {
    const checked = precheck([file("b", 2), file("big", 1_001), file("a", 1)], limits, 0);
    expect(names(checked.taken)).toEqual(["b", "a"]);
    expect(checked.notice).toMatchObject({
      text: "1 of 3 is not taken: 1 over 1 KB.",
      files: [{ name: "big", reason: "1 KB is over the 1 KB that this host takes." }],
    });
  });

  it("lets as many in as have room, what runs already counted", () => {
    const files = [file("c", 900), file("a", 300), file("b", 600)];
    const checked = precheck(files, { ...limits, bytesLeft: 2_000 }, 1_000);
    expect(names(checked.taken)).toEqual(["a", "b"]);
    expect(checked.notice?.text).toBe("1 file did not fit: you have 1 KB left and it needs 900 B.");
  });

  it("offers the trash where emptying it makes room", () => {
    const full = { ...limits, bytesLeft: 10, trashBytes: 240 };
    expect(precheck([file("a", 20), file("b", 30)], full, 0).notice).toMatchObject({
      mend: "empty-trash",
      text: "2 files did not fit: you have 10 B left and they need 50 B.",
    });
  });

  it("speaks of the one file where there is one", () => {
    expect(precheck([file("a", 2_000)], limits, 0).notice?.text).toBe(
      "2 KB is over the 1 KB that this host takes.",
    );
  });
});
