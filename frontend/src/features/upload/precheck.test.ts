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
      text: "1 KB is over the 1 KB that this host takes.",
      files: [{ name: "big", reason: "1 KB is over the 1 KB that this host takes." }],
    });
  });

  it("counts where several are not taken", () => {
    const checked = precheck([file("a", 1), file("big", 2_000), file("bigger", 3_000)], limits, 0);
    expect(checked.notice?.text).toBe("2 of 3 are not taken: 2 over 1 KB.");
    expect(checked.notice?.files.map(({ name }) => name)).toEqual(["big", "bigger"]);
  });

  it("lets as many in as have room, what runs already counted", () => {
    const files = [file("c", 900), file("a", 300), file("b", 600)];
    const checked = precheck(files, { ...limits, bytesLeft: 2_000 }, 1_000);
    expect(names(checked.taken)).toEqual(["a", "b"]);
    expect(checked.notice?.text).toBe("Did not fit: after the others there are 100 B left and it needs 900 B.");
  });

  it("says what is left after the others of the same drop", () => {
    const files = [file("a", 150), file("b", 300), file("c", 400)];
    const checked = precheck(files, { ...limits, bytesLeft: 198 }, 0);
    expect(names(checked.taken)).toEqual(["a"]);
    expect(checked.notice?.text).toBe("2 files did not fit: after the others there are 48 B left and they need 700 B.");
    expect(checked.notice?.files[0]?.reason).toBe("Did not fit: after the others there are 48 B left and it needs 300 B.");
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
