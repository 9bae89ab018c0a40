import { useEffect, useState } from "react";

const QUIET_MS = 250;

/**
 * The server's answer to what is being typed: asked once the keys are quiet, null until it is there. Older
 * answers are dropped, and a failure is no answer: these checks help, and nothing waits for them.
 */
export function useAnswer<T>(typed: string | null, ask: (typed: string, signal: AbortSignal) => Promise<T>): T | null {
  const [answer, setAnswer] = useState<{ to: string; value: T } | null>(null);
  useEffect(() => {
    if (typed === null) return undefined;
    const leaving = new AbortController();
    const timer = setTimeout(() => {
      ask(typed, leaving.signal).then(
        (value) => {
          if (!leaving.signal.aborted) setAnswer({ to: typed, value });
        },
        () => undefined,
      );
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
    // `ask` is a new function on every render; what it asks depends on `typed` alone.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [typed]);
  return answer !== null && answer.to === typed ? answer.value : null;
}
