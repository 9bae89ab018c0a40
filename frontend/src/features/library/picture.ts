import { drawable } from "./kinds";

/** Above this a picture would cost more than its card is worth; it shows its kind instead. */
const LARGEST_SHOWN = 8_000_000;
/** A signed link is renewed while it still holds, so that no picture breaks under the eyes. */
const RENEW_MS = 60_000;
/** The sizes that the host makes for the stage. */
const STAGE_SIZE = 640;
const STAGE_WIDTH = 1920;

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
  const { thumbnail_url: url } = file;
  if (!url || (!isMade(url) && (!drawable(file.mime_type) || file.file_size > LARGEST_SHOWN))) return null;
  return url.includes("until=") ? links.of(url, now) : url;
}

/** A picture by the host of whatever it is, for the stage; null where it makes none. */
export function thumbnailOf(file: Pictured, links: SignedLinks, now: number): string | null {
  if (!file.thumbnail_url || !isMade(file.thumbnail_url)) return null;
  return withQuery(links.of(file.thumbnail_url, now), `size=${STAGE_SIZE}`);
}

/** Where a picture may be had as large as the stage, the best first; `source` has its own bytes. */
export function largePicturesOf(file: Pictured & { has_password: boolean }, source: string, links: SignedLinks, now: number): string[] {
  const made = thumbnailOf(file, links, now);
  const others = made ? [made] : [];
  if (drawable(file.mime_type)) return [source, ...others];
  // Only where nothing guards it the host answers for its address itself.
  return file.is_public && !file.has_password ? [`${bare(file.url)}?w=${STAGE_WIDTH}`, ...others] : others;
}

/** Whether the host made it: small, and of any kind of file; else it is the file itself. */
function isMade(url: string): boolean {
  return new URL(url).pathname.startsWith("/t/");
}

function withQuery(url: string, part: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}${part}`;
}

/**
 * Where the bytes are for their owner: the plain address, or the signed one of a private file; marked
 * as a preview, so that looking at one's own files counts as no view.
 */
export function addressOf(file: Pictured, links: SignedLinks, now: number): string {
  const url = file.signed_url ? links.of(file.signed_url, now) : file.url;
  return withQuery(url, "preview");
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
