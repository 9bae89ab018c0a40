import { describe, expect, it } from "vitest";

import { averageOf, bytesOfHash, groundOf } from "./thumbhash";
import { pixelsOf, ratioOf } from "./thumbhashPixels";

// What the reference implementation makes of them: the first is the example of its page; the last can be seen through.
const VECTORS = [
  { hash: "1QcSHQRnh493V4dIh4eXh1h4kJUI", size: [23, 32], first: [64, 77, 113, 255], last: [0, 4, 39, 255], average: [86, 82, 88, 255] },
  { hash: "3PcNNYSFeXh/d3eld0iHZoZgVwh2", size: [32, 23], first: [47, 82, 154, 255], last: [76, 57, 10, 255], average: [110, 114, 116, 255] },
  { hash: "k9UNUwyFkIh3h3iHhZ/493Q=", size: [14, 32], first: [64, 0, 8, 255], last: [49, 226, 249, 255], average: [41, 61, 128, 255] },
  { hash: "VxuDBQA5Z3d3iIeHBwd2dXAIB1eHiIB3WA==", size: [32, 32], first: [200, 58, 20, 0], last: [200, 58, 20, 0], average: [200, 59, 20, 153] },
];

describe.each(VECTORS)("$hash", ({ hash, size, first, last, average }) => {
  const bytes = bytesOfHash(hash)!;
  const near = (actual: readonly number[], expected: readonly number[]) => {
    actual.forEach((value, at) => {
      expect(Math.abs(value - expected[at]!)).toBeLessThanOrEqual(1); // it cuts where we round
    });
  };

  it("is the picture that the reference makes of it", () => {
    const { width, height, data } = pixelsOf(bytes);
    expect([width, height]).toEqual(size);
    near([...data.slice(0, 4)], first);
    near([...data.slice(-4)], last);
    expect(ratioOf(bytes)).toBeCloseTo(width / height, 1);
  });

  it("comes to the same colour", () => {
    const { r, g, b, a } = averageOf(bytes);
    near([r, g, b, a].map((part) => part * 255), average);
  });
});

it("is no ground where there is none", () => {
  expect(groundOf("1QcSHQRnh493V4dIh4eXh1h4kJUI")).toBe("rgb(86 82 88)");
  for (const broken of [null, undefined, "", "not base64!", "AAA=", VECTORS[3]!.hash]) expect(groundOf(broken)).toBeNull();
});
