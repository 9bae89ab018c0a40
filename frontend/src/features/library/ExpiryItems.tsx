import { useState } from "react";

import { MenuItem, MenuSeparator } from "@/components/ui/menu";

import { future, HOUR, localMoment } from "./expiry";

const LIVES = [
  { words: "In 1 hour", ms: HOUR },
  { words: "In 1 day", ms: 24 * HOUR },
  { words: "In 7 days", ms: 7 * 24 * HOUR },
  { words: "In 30 days", ms: 30 * 24 * HOUR },
] as const;

interface ExpiryItemsProps {
  expiresAt: string | null;
  onExpiry: (expiresAt: string | null) => void;
}

/** When a link ends: never, after a while, or at a chosen moment. */
export function ExpiryItems({ expiresAt, onExpiry }: ExpiryItemsProps) {
  return (
    <>
      <MenuItem checked={expiresAt === null} onSelect={() => { onExpiry(null); }}>
        Never
      </MenuItem>
      {LIVES.map(({ words, ms }) => (
        <MenuItem
          key={ms}
          onSelect={() => {
            onExpiry(new Date(Date.now() + ms).toISOString());
          }}
        >
          {words}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MomentPick expiresAt={expiresAt} onExpiry={onExpiry} />
    </>
  );
}

/** A day and time of the viewer's zone. Sent when it is set, not at each key that makes a date of it. */
function MomentPick({ expiresAt, onExpiry }: ExpiryItemsProps) {
  const [moment, setMoment] = useState(expiresAt ? localMoment(new Date(expiresAt)) : "");
  const chosen = future(moment);
  return (
    <div className="flex items-center gap-1.5 p-2">
      <input
        type="datetime-local"
        aria-label="The link ends on"
        min={localMoment(new Date())}
        value={moment}
        className="h-7 w-48 rounded-md border border-edge bg-raised px-2 font-mono text-[12px] text-ink coarse:h-11"
        onKeyDown={(event) => {
          event.stopPropagation();
        }}
        onChange={(event) => {
          setMoment(event.target.value);
        }}
      />
      <MenuItem
        disabled={chosen === null}
        className="border border-edge"
        onSelect={() => {
          if (chosen) onExpiry(chosen);
        }}
      >
        Set
      </MenuItem>
    </div>
  );
}
