import { ChevronDown, ChevronUp, Pause, Play } from "lucide-react";
import { useEffect, useMemo, useState } from "react";

import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { useVirtualRows } from "@/hooks/useVirtualRows";
import { formatDuration, formatSpeed } from "@/lib/format";

import { NoticeRow } from "./NoticeRow";
import { Progress } from "./Progress";
import type { Totals } from "./totals";
import { inTrayOrder, isBusy, summaryOf } from "./totals";
import { TrayRow } from "./TrayRow";
import type { Entry, EntryState } from "./types";
import { queue, useQueue } from "./uploads";
import { useHeldWords } from "./useHeldWords";
import { useTrayKeys } from "./useTrayKeys";

const ROW = 30;
const PHONE_ROW = 52;
const ROWS_SHOWN = 5;
const VIRTUAL_FROM = 50;
const LANDED_STAY_MS = 30_000;

/** Docked at the foot of every signed-in page while there is anything to say about uploads. */
export function UploadTray() {
  const { entries, notices, paused, totals } = useQueue();
  const [folded, setFolded] = useState(false);
  const [hovered, setHovered] = useState(false);
  const shown = entries.length + notices.length > 0;
  useLandedLeave(totals, entries.length > 0 && !hovered);
  useTrayKeys(shown);
  if (!shown) return null;
  return (
    <section
      aria-label="Uploads"
      data-tray
      className="relative z-tray flex-none border-t border-ink bg-paper px-4 md:px-6"
      onPointerEnter={() => {
        setHovered(true);
      }}
      onPointerLeave={() => {
        setHovered(false);
      }}
    >
      <TrayHead totals={totals} paused={paused} folded={folded} onFold={setFolded} />
      {folded ? (
        <div className="pb-3">
          <Progress fraction={totals.fraction} held={totals.falls === 0} label="All uploads" />
        </div>
      ) : (
        <div className="pb-1.5">
          {notices.map((notice) => (
            <NoticeRow key={notice.id} notice={notice} />
          ))}
          <Rows entries={entries} />
        </div>
      )}
    </section>
  );
}

interface TrayHeadProps {
  totals: Totals;
  paused: boolean;
  folded: boolean;
  onFold: (folded: boolean) => void;
}

function TrayHead({ totals, paused, folded, onFold }: TrayHeadProps) {
  const held = useHeldWords(totals);
  return (
    <header className="flex h-11 items-center gap-2.5 md:h-[38px]">
      <Glyph state={stateOf(totals)} className="md:hidden" />
      <b className="font-medium whitespace-nowrap">{headWords(totals)}</b>
      <span className={`truncate text-ink-3 ${isBusy(totals) ? "max-md:hidden" : ""}`}>
        {/* Without a count before it, the head says this itself. */}
        {totals.total > 0 && (held ?? summaryOf(totals))}
      </span>
      <span className="ms-auto flex items-center gap-2.5 figures whitespace-nowrap">
        {totals.speed !== null && <span>{formatSpeed(totals.speed)}</span>}
        {totals.secondsLeft !== null && (
          <span className="text-ink-3">{formatDuration(totals.secondsLeft)} left</span>
        )}
        {(isBusy(totals) || totals.paused > 0) && <PauseAll paused={paused || !isBusy(totals)} />}
        <button
          type="button"
          aria-expanded={!folded}
          aria-label={folded ? "Unfold the tray" : "Fold the tray"}
          className="inline-flex size-9 items-center justify-center rounded-md text-ink-2 hover:bg-sunk md:size-7"
          onClick={() => {
            onFold(!folded);
          }}
        >
          {folded ? (
            <ChevronUp className="size-3.5" aria-hidden />
          ) : (
            <ChevronDown className="size-3.5" aria-hidden />
          )}
        </button>
      </span>
    </header>
  );
}

function PauseAll({ paused }: { paused: boolean }) {
  return (
    <Button
      variant="ghost"
      size="sm"
      aria-label={paused ? "Resume all" : "Pause all"}
      onClick={() => {
        if (paused) queue.resumeAll();
        else queue.pauseAll();
      }}
    >
      {paused ? <Play className="size-3.5" aria-hidden /> : <Pause className="size-3.5" aria-hidden />}
      <span className="font-sans text-[13px] max-md:hidden">{paused ? "Resume all" : "Pause all"}</span>
    </Button>
  );
}

function headWords({ total, landed, needsYou }: Totals): string {
  if (total === 0) return needsYou === 1 ? "1 needs you" : `${needsYou} need you`;
  // With files refused before they were sent, it was not all of them.
  if (landed === total) return total === 1 || needsYou > 0 ? `${total} landed` : `All ${total} landed`;
  return `${landed} of ${total} landed`;
}

function stateOf(totals: Totals): EntryState {
  if (totals.falls > 0) return "falls";
  if (totals.held + totals.paused > 0) return "held";
  if (totals.waits > 0) return "waits";
  return totals.needsYou > 0 ? "missed" : "landed";
}

function Rows({ entries }: { entries: readonly Entry[] }) {
  const ordered = useMemo(() => inTrayOrder(entries), [entries]);
  const phone = usePhone();
  const height = phone ? PHONE_ROW : ROW;
  if (ordered.length >= VIRTUAL_FROM) return <VirtualRows entries={ordered} height={height} />;
  return (
    <ul
      className="overflow-y-auto [scrollbar-width:thin]"
      style={{ maxHeight: height * ROWS_SHOWN }}
    >
      {ordered.map((entry) => (
        <li key={entry.id} style={{ height }}>
          <TrayRow entry={entry} />
        </li>
      ))}
    </ul>
  );
}

function VirtualRows({ entries, height }: { entries: readonly Entry[]; height: number }) {
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const heights = useMemo(() => entries.map(() => height), [entries, height]);
  const { rows, total } = useVirtualRows({ scroller, heights });
  return (
    <div
      ref={setScroller}
      className="overflow-y-auto [scrollbar-width:thin]"
      style={{ height: height * ROWS_SHOWN }}
    >
      <ul className="relative" style={{ height: total }}>
        {rows.map(({ index, start }) => (
          <li
            key={entries[index]!.id}
            aria-setsize={entries.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0"
            style={{ height, transform: `translateY(${start}px)` }}
          >
            <TrayRow entry={entries[index]!} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Landed rows have said what they had to say after half a minute; missed ones stay. */
function useLandedLeave({ landed, falls, waits, held, paused }: Totals, active: boolean): void {
  const done = active && landed > 0 && falls + waits + held + paused === 0;
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => {
      queue.clearLanded();
    }, LANDED_STAY_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [done, landed]);
}

function usePhone(): boolean {
  const [phone, setPhone] = useState(() => matchMedia(PHONE).matches);
  useEffect(() => {
    const query = matchMedia(PHONE);
    const onChange = () => {
      setPhone(query.matches);
    };
    query.addEventListener("change", onChange);
    return () => {
      query.removeEventListener("change", onChange);
    };
  }, []);
  return phone;
}

const PHONE = "(max-width: 767px)";
