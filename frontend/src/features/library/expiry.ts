export const HOUR = 3_600_000;

/** A moment of a date-and-time field as the API writes it; null for what is no moment, or is past. */
export function future(moment: string): string | null {
  const chosen = new Date(moment);
  return Number.isNaN(chosen.getTime()) || chosen.getTime() <= Date.now() ? null : chosen.toISOString();
}

/** So much longer than it would have been, or than now where that is past. */
export function longer(expiresAt: string, ms: number): string {
  return new Date(Math.max(Date.parse(expiresAt), Date.now()) + ms).toISOString();
}

/** A moment as a date-and-time field has it, in the zone of the viewer. */
export function localMoment(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
