import { headOf, rgbOf } from "./thumbhash";

/** The longer side. */
const MAX = 32;

export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray<ArrayBuffer>;
}

export function pixelsOf(hash: Uint8Array): Pixels {
  const { l, p, q, hasAlpha } = headOf(hash);
  const bits = (hash[3] ?? 0) | ((hash[4] ?? 0) << 8);
  const isLandscape = bits >> 15 !== 0;
  const long = hasAlpha ? 5 : 7;
  const lx = Math.max(3, isLandscape ? long : bits & 7);
  const ly = Math.max(3, isLandscape ? bits & 7 : long);
  const next = nibbles(hash, hasAlpha ? 6 : 5);
  const read = (nx: number, ny: number, scale: number) => factors(nx, ny).map(([x, y]) => [x, y, (next() / 7.5 - 1) * scale] as const);
  const light = read(lx, ly, (((hash[2] ?? 0) >> 2) & 31) / 31);
  const warm = read(3, 3, (((bits >> 3) & 63) / 63) * 1.25);
  const green = read(3, 3, (((bits >> 9) & 63) / 63) * 1.25);
  const through = hasAlpha ? read(5, 5, ((hash[5] ?? 0) >> 4) / 15) : [];
  const alpha = hasAlpha ? ((hash[5] ?? 0) & 15) / 15 : 1;
  const ratio = ratioOf(hash);
  const width = Math.round(ratio > 1 ? MAX : MAX * ratio);
  const height = Math.round(ratio > 1 ? MAX / ratio : MAX);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      const sum = (parts: readonly (readonly [number, number, number])[], first: number) =>
        parts.reduce((total, [cx, cy, weight]) => total + weight * wave(cx, x, width) * wave(cy, y, height) * 2, first);
      const { r, g, b } = rgbOf(sum(light, l), sum(warm, p), sum(green, q));
      data.set([r * 255, g * 255, b * 255, Math.max(0, Math.min(1, sum(through, alpha))) * 255], at);
    }
  }
  return { width, height, data };
}

export function ratioOf(hash: Uint8Array): number {
  const { hasAlpha } = headOf(hash);
  const isLandscape = (hash[4] ?? 0) >> 7 !== 0;
  const short = (hash[3] ?? 0) & 7;
  const long = hasAlpha ? 5 : 7;
  return isLandscape ? long / short : short / long;
}

/** The waves that are kept of each channel, in their order: a triangle without its corner, which is the average. */
function factors(nx: number, ny: number): [number, number][] {
  const all: [number, number][] = [];
  for (let y = 0; y < ny; y += 1) for (let x = y === 0 ? 1 : 0; x * ny < nx * (ny - y); x += 1) all.push([x, y]);
  return all;
}

function wave(times: number, at: number, size: number): number {
  return Math.cos((Math.PI / size) * (at + 0.5) * times);
}

function nibbles(hash: Uint8Array, start: number): () => number {
  let index = 0;
  return () => {
    const byte = hash[start + (index >> 1)] ?? 0;
    const half = (byte >> ((index & 1) * 4)) & 15;
    index += 1;
    return half;
  };
}
