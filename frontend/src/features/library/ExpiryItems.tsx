import { useEffect, useRef, useState } from "react";

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
  const [isOpen, setOpen] = useState(false);
  const [moment, setMoment] = useState(expiresAt ? localMoment(new Date(expiresAt)) : "");
  const field = useRef<HTMLInputElement>(null);
  const set = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.focus(), [isOpen]);
  const chosen = future(moment);
  if (!isOpen) {
    // A menu's keys reach its items alone, so that the field has to be asked for.
    return (
      <MenuItem
        onSelect={(event) => {
          event.preventDefault();
          setOpen(true);
        }}
      >
        On a day and time…
      </MenuItem>
    );
  }
  return (
    <div className="flex items-center gap-1.5 p-2">
      <input
        ref={field}
        type="datetime-local"
        aria-label="The link ends on"
        min={localMoment(new Date())}
        value={moment}
        className="h-7 w-48 rounded-md border border-edge bg-raised px-2 font-mono text-[12px] text-ink coarse:h-11"
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter") set.current?.click();
        }}
        onChange={(event) => {
          setMoment(event.target.value);
        }}
      />
      <MenuItem
        ref={set}
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
