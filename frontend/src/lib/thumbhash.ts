/**
 * ThumbHash (https://evanw.github.io/thumbhash): some 25 bytes that are a tiny picture. Written after its description; L is
 * light, P and Q are colour. What a grid needs of it is here; the picture is in thumbhashPixels.ts.
 */

interface Rgba {
  r: number;
  g: number;
  b: number;
  a: number;
}

export interface Head {
  l: number;
  p: number;
  q: number;
  hasAlpha: boolean;
}

export function bytesOfHash(base64: string): Uint8Array | null {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return bytes.length >= 5 ? bytes : null;
  } catch {
    return null;
  }
}

/** The colour that all of it comes to, from 0 to 1. */
export function averageOf(hash: Uint8Array): Rgba {
  const { l, p, q, hasAlpha } = headOf(hash);
  return { ...rgbOf(l, p, q), a: hasAlpha ? ((hash[5] ?? 0) & 15) / 15 : 1 };
}

/** As CSS says it; null where there is no hash, one that is broken, or of a picture that is seen through: it would shine through. */
export function groundOf(base64: string | null | undefined): string | null {
  const hash = base64 ? bytesOfHash(base64) : null;
  if (!hash) return null;
  const { r, g, b, a } = averageOf(hash);
  return a < 1 ? null : `rgb(${[r, g, b].map((part) => Math.round(part * 255)).join(" ")})`;
}

export function headOf(hash: Uint8Array): Head {
  const bits = (hash[0] ?? 0) | ((hash[1] ?? 0) << 8) | ((hash[2] ?? 0) << 16);
  return { l: (bits & 63) / 63, p: ((bits >> 6) & 63) / 31.5 - 1, q: ((bits >> 12) & 63) / 31.5 - 1, hasAlpha: bits >> 23 !== 0 };
}

export function rgbOf(l: number, p: number, q: number): Omit<Rgba, "a"> {
  const b = l - (2 / 3) * p;
  const r = (3 * l - b + q) / 2;
  const held = (part: number) => Math.max(0, Math.min(1, part));
  return { r: held(r), g: held(r - q), b: held(b) };
}
