import { useEffect, useState } from "react";

import { formatAgo, formatMoment } from "@/lib/format";

/** "4 seconds ago", kept true while it is shown; the whole moment in the tooltip. */
export function TimeAgo({ time, className }: { time: string; className?: string }) {
  const [now, setNow] = useState(Date.now);
  const age = now - Date.parse(time);
  useEffect(() => {
    const every = age < 60_000 ? 1_000 : 60_000;
    const timer = setInterval(() => { setNow(Date.now()); }, every);
    return () => { clearInterval(timer); };
  }, [age]);
  return (
    <time dateTime={time} title={formatMoment(time)} className={className}>
      {formatAgo(time, now)}
    </time>
  );
}
