import { useEffect, useState } from "react";

import { heldWords } from "./heldWords";
import type { Totals } from "./totals";
import { useQueue } from "./uploads";

/** Why nothing moves, counting down to when it will again. */
export function useHeldWords({ held }: Totals): string | null {
  const { signedOut, retryAt, entries } = useQueue();
  const seconds = useSecondsUntil(retryAt);
  return heldWords({
    count: held,
    signedOut,
    busy: entries.some((entry) => entry.hold === "busy"),
    online: navigator.onLine,
    seconds,
  });
}

/** In the clock of the queue. */
function useSecondsUntil(at: number | null): number | null {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (at === null) return undefined;
    const tick = () => {
      setNow(performance.now());
    };
    tick();
    const timer = setInterval(tick, 1_000);
    return () => {
      clearInterval(timer);
    };
  }, [at]);
  return at === null ? null : Math.max(0, Math.ceil((at - now) / 1_000));
}
