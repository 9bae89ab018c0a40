/** What is left of the ring's line when a part of it is drawn: its length is 2πr. */
const RING = 2 * Math.PI * 4.2;

/** The mark as the tab shows it while uploads run: the dot is a ring that fills. */
export function ringIcon(fraction: number): string {
  const drawn = Math.min(Math.max(fraction, 0), 1) * RING;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" fill="none" stroke-width="2"><style>path{stroke:#191815;stroke-linecap:round}circle{stroke:#85827a}.r{stroke:#c93617}@media(prefers-color-scheme:dark){path{stroke:#efeee9}circle{stroke:#79766e}.r{stroke:#ff6a45}}</style><path d="M10 1.4v4.6M1 14.4h3.4M15.6 14.4h3.4"/><circle cx="10" cy="14.4" r="4.2"/><circle class="r" cx="10" cy="14.4" r="4.2" stroke-dasharray="${drawn.toFixed(1)} 99" transform="rotate(-90 10 14.4)"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Coarse, so that the tab is quiet: in twentieths, or in quarters for who wants nothing to move. */
export function step(fraction: number, still: boolean): number {
  const steps = still ? 4 : 20;
  return Math.floor(fraction * steps) / steps;
}

const PREFIX = /^\d+ % · /;

/** The page's title with how far the uploads are, or without. */
export function titled(title: string, fraction: number | null): string {
  const plain = title.replace(PREFIX, "");
  return fraction === null ? plain : `${Math.round(fraction * 100)} % · ${plain}`;
}
