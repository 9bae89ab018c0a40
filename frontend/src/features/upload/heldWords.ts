import { counted } from "@/lib/format";

export interface Held {
  count: number;
  signedOut: boolean;
  /** The host asked for patience; otherwise it can't be reached. */
  busy: boolean;
  /** Whether the browser believes in its line. */
  online: boolean;
  /** Seconds until the host is asked again; null: nothing waits for that. */
  seconds: number | null;
}

/** Why nothing moves, and when it will again; null while there is nothing to explain. */
export function heldWords({ count, signedOut, busy, online, seconds }: Held): string | null {
  const waits = counted(count, "upload waits", "uploads wait");
  if (signedOut) return `You were signed out. ${waits}; sign in and ${count === 1 ? "it goes" : "they go"} on.`;
  if (seconds === null || count === 0) return null;
  if (!online) return `You are offline. ${waits} and ${count === 1 ? "goes on by itself" : "go on by themselves"}.`;
  const why = busy ? "The host is busy." : "The host can't be reached.";
  const when = seconds > 0 ? `Trying again in ${counted(seconds, "second", "seconds")}` : "Trying again";
  return `${why} ${waits}. ${when}; nothing is lost.`;
}
