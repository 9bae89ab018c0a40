import { CircleAlert } from "lucide-react";
import { useEffect, useState } from "react";

import { Problem, reasonOf } from "@/lib/problem";

/** Why the form as a whole was refused. Where waiting helps, the wait counts down and then it is gone. */
export function Refusal({ error }: { error: unknown }) {
  const waits = error instanceof Problem ? error.retryAt : null;
  const over = useOver(waits);
  if (!error || over) return null;
  return (
    <p role="alert" className="flex gap-2 text-bad">
      <CircleAlert className="mt-0.5 size-4 flex-none" aria-hidden />
      {reasonOf(error)}
    </p>
  );
}

/** Renders once a second until that moment has come. */
function useOver(at: number | null): boolean {
  const [now, setNow] = useState(Date.now);
  const over = at !== null && now >= at;
  useEffect(() => {
    if (at === null || over) return undefined;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1_000);
    return () => {
      clearInterval(timer);
    };
  }, [at, over]);
  return over;
}
