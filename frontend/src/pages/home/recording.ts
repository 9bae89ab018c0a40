/** Six seconds of the tray, as it looks while four files fall. Times in ms from the start. */
export const LASTS_MS = 6_000;
const LANDS_AT = 2_400;

export interface Falling {
  name: string;
  bytes: number;
  /** Bytes a second; null: it waits. */
  speed: number | null;
  /** How much of it was there when the recording starts. */
  from: number;
}

export const FIRST = { name: "Screenshot 2026-11-24 at 09.41.07.png", bytes: 248_000, slug: "k3Vq9xTzP2a.png" } as const;

export const OTHERS: readonly Falling[] = [
  { name: "Förde bei Sonnenuntergang, vom Steg aus gesehen.mp4", bytes: 1_690_000_000, speed: 12_400_000, from: 0.566 },
  { name: "IMG_5196.HEIC", bytes: 42_000_000, speed: 2_200_000, from: 0.1 },
  { name: "atlas-tiles-2026-11.zip", bytes: 1_740_000_000, speed: null, from: 0 },
];

export function firstAt(at: number): { landed: boolean; fraction: number } {
  return { landed: at >= LANDS_AT, fraction: Math.min(1, at / LANDS_AT) };
}

export function otherAt({ bytes, speed, from }: Falling, at: number): { fraction: number; sent: number; secondsLeft: number | null } {
  const sent = Math.min(bytes, from * bytes + ((speed ?? 0) * at) / 1000);
  return { fraction: sent / bytes, sent, secondsLeft: speed === null ? null : (bytes - sent) / speed };
}
