import { drawable } from "./kinds";

/** Above this a picture would cost more than its card is worth; it shows its kind instead. */
const LARGEST_SHOWN = 8_000_000;
/** A signed link is renewed while it still holds, so that no picture breaks under the eyes. */
const RENEW_MS = 60_000;

export interface Pictured {
  url: string;
  signed_url: string | null;
  thumbnail_url: string | null;
  mime_type: string;
  file_size: number;
  is_public: boolean;
}

/** The address of a picture for its card; null where its kind is shown instead. */
export function pictureOf(file: Pictured, links: SignedLinks, now: number): string | null {
  if (!file.thumbnail_url || !drawable(file.mime_type) || file.file_size > LARGEST_SHOWN) {
    return null;
  }
  return file.is_public ? file.thumbnail_url : links.of(file.thumbnail_url, now);
}

/**
 * Where the bytes are for their owner: the plain address, or the signed one of a private file; marked
 * as a preview, so that looking at one's own files counts as no view.
 */
export function addressOf(file: Pictured, links: SignedLinks, now: number): string {
  const url = file.signed_url ? links.of(file.signed_url, now) : file.url;
  return `${url}${url.includes("?") ? "&" : "?"}preview`;
}

/**
 * Every answer signs anew; a picture whose address changed would be loaded again. So the first link
 * is kept as long as it holds.
 */
export class SignedLinks {
  /** By the address without its signature. */
  private readonly kept = new Map<string, string>();

  of(fresh: string, now: number): string {
    const kept = this.kept.get(bare(fresh));
    if (kept !== undefined && endOf(kept) - now > RENEW_MS) return kept;
    this.kept.set(bare(fresh), fresh);
    return fresh;
  }

  forget(url: string): void {
    this.kept.delete(bare(url));
  }
}

export const signedLinks = new SignedLinks();

function bare(url: string): string {
  return url.replace(/\?.*$/, "");
}

function endOf(url: string): number {
  const until = Number(new URL(url).searchParams.get("until"));
  return Number.isFinite(until) ? until * 1_000 : 0;
}
