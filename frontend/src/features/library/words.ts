/** Sentences of the library that depend on figures. */

export function files(count: number): string {
  return count === 1 ? "1 file" : `${count.toLocaleString()} files`;
}

export function inTrash(names: readonly string[]): string {
  return names.length === 1
    ? `${names[0]} is in the trash, its link is off`
    : `${files(names.length)} are in the trash, their links are off`;
}

export function copiedWords(count: number, format: string | null): string {
  const what = count === 1 ? "Link copied" : `Copied ${count.toLocaleString()} links`;
  return format ? `${what} as ${format}` : what;
}

export function accessWords(count: number, isPublic: boolean): string {
  if (count === 1) {
    return isPublic ? "Public. Anyone with the link sees it." : "Private. Only you see it.";
  }
  return isPublic
    ? `${files(count)} are public. Anyone with a link sees them.`
    : `${files(count)} are private. Only you see them.`;
}

/** Once a change of who sees a link was undone. */
export function accessAgainWords(count: number, isPublic: boolean): string {
  const access = isPublic ? "public" : "private";
  return count === 1 ? `${isPublic ? "Public" : "Private"} again.` : `${files(count)} are ${access} again.`;
}

/** Once an end that was set was undone, told by the ends of before. */
export function expiryAgainWords(ends: readonly (string | null)[]): string {
  const one = ends.length === 1;
  const what = one ? "The link" : "The links";
  return ends.every((end) => end === null)
    ? `Back. ${what} ${one ? "stays" : "stay"}.`
    : `Back. ${what} ${one ? "ends" : "end"} as before.`;
}

/** "6 days left", "expires in 20 minutes", "expired". */
export function expiryWords(expiresAt: string, now: number): string {
  const exact = Date.parse(expiresAt) - now;
  if (exact <= 0) return "Expired";
  // A link set to a day just now has a day left, not 23 hours.
  const left = exact + 60_000;
  const units: [number, string][] = [
    [86_400_000, "day"],
    [3_600_000, "hour"],
    [60_000, "minute"],
  ];
  const [size, unit] = units.find(([ms]) => left >= ms) ?? [60_000, "minute"];
  const count = Math.max(1, Math.floor(left / size));
  return `${count} ${unit}${count === 1 ? "" : "s"} left`;
}

/** When a file came, as short as a column wants it: "09:41" today, "23 Nov", "23 Nov 2025". */
export function addedWords(createdAt: string, now: Date, locale?: string): string {
  const date = new Date(createdAt);
  if (date.toDateString() === now.toDateString()) {
    return new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(date);
  }
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }),
  }).format(date);
}

/** A moment in full: "Today 09:12", "24 December 2026, 23:59". */
export function momentWords(moment: string, now = new Date(), locale?: string): string {
  const date = new Date(moment);
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(date);
  if (date.toDateString() === now.toDateString()) return `Today ${time}`;
  const day = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
  }).format(date);
  return `${day}, ${time}`;
}

/** "Deleted today", "Deleted 3 days ago". */
export function trashedWords(deletedAt: string | null, now: number): string {
  if (deletedAt === null) return "Deleted";
  const days = Math.floor((now - Date.parse(deletedAt)) / 86_400_000);
  if (days < 1) return "Deleted today";
  return days === 1 ? "Deleted yesterday" : `Deleted ${days} days ago`;
}

/** "29 days left", "Goes today": until the trash lets a file go for good. Unknown: when it was deleted. */
export function leftWords({ deleted_at, purged_at }: { deleted_at: string | null; purged_at: string | null }, now: number): string {
  if (purged_at === null) return trashedWords(deleted_at, now);
  const days = Math.ceil((Date.parse(purged_at) - now) / 86_400_000);
  if (days < 1) return "Goes now";
  return days === 1 ? "1 day left" : `${days} days left`;
}
