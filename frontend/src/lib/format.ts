const UNITS = ["B", "KB", "MB", "GB", "TB", "PB"] as const;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "248 KB", "1.03 GB": decimal units, three significant digits at most, the unit after a space. */
export function formatBytes(bytes: number): string {
  const { value, unit } = scaled(bytes);
  return `${value} ${unit}`;
}

/** "1.03 of 1.69 GB": both in the unit of the whole, but a part below one of it in its own, "42.3 MB of 1.07 GB". */
export function formatBytesOf(part: number, whole: number): string {
  const { unit, size } = scaled(whole);
  if (part > 0 && scaled(part).size < size) return `${formatBytes(part)} of ${formatBytes(whole)}`;
  return `${significant(part / size)} of ${formatBytes(whole)}`.replace(/ \S+$/, ` ${unit}`);
}

export function formatSpeed(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** "0:53", "1:07:20". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / MINUTE) % 60;
  const hours = Math.floor(whole / HOUR);
  const end = String(whole % MINUTE).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${end}` : `${minutes}:${end}`;
}

/** "8 seconds", "12 minutes": how long to wait, rounded up. */
export function formatWait(seconds: number): string {
  if (seconds < MINUTE) return counted(Math.ceil(seconds), "second");
  if (seconds < HOUR) return counted(Math.ceil(seconds / MINUTE), "minute");
  return counted(Math.ceil(seconds / HOUR), "hour");
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat().format(value);
}

/** "61 %". */
export function formatPercent(part: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, part)) * 100)} %`;
}

/** "1 file", "1,284 files". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** "4 seconds ago" up to a day, then "19 November", and with the year where it is another. */
export function formatAgo(time: string | number | Date, now = Date.now()): string {
  const at = new Date(time);
  const seconds = Math.round((now - at.getTime()) / 1000);
  if (seconds < 1) return "now";
  if (seconds < MINUTE) return `${counted(seconds, "second")} ago`;
  if (seconds < HOUR) return `${counted(Math.floor(seconds / MINUTE), "minute")} ago`;
  if (seconds < DAY) return `${counted(Math.floor(seconds / HOUR), "hour")} ago`;
  return formatDate(at, now);
}

/** "19 November", "3 March 2025". */
export function formatDate(time: string | number | Date, now = Date.now()): string {
  const at = new Date(time);
  const year = at.getFullYear() === new Date(now).getFullYear() ? {} : { year: "numeric" as const };
  return new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", ...year }).format(at);
}

/** "10:57". */
export function formatTime(time: string | number | Date): string {
  return new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" }).format(new Date(time));
}

/** The whole moment, for tooltips. */
export function formatMoment(time: string | number | Date): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" }).format(new Date(time));
}

function scaled(bytes: number): { value: string; unit: string; size: number } {
  let step = 0;
  let size = 1;
  // 999,500 bytes would be written "1,000 KB": that is 1 MB already.
  while (step < UNITS.length - 1 && bytes / size >= (step === 0 ? 1000 : 999.5)) {
    size *= 1000;
    step += 1;
  }
  return { value: significant(bytes / size), unit: UNITS[step] ?? "PB", size };
}

function significant(value: number): string {
  return new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 }).format(value);
}
