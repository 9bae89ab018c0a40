import { Pause, X } from "lucide-react";
import { memo, useState } from "react";

import { FileName } from "@/components/FileName";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { formatBytesOf, formatDuration, formatPercent, formatSpeed } from "@/lib/format";
import { visible } from "@/lib/names";

import { ChooseAgain } from "./ChooseAgain";
import { LandedCells } from "./LandedCells";
import { Progress } from "./Progress";
import { Act, Acts, NUMBER, ToTrash } from "./rowParts";
import type { Entry } from "./types";
import { queue } from "./uploads";

const GRID =
  "grid h-full grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-3 md:grid-cols-[16px_minmax(0,1fr)_minmax(90px,210px)_44px_136px_78px_66px_118px]";

/** One upload: what it is, how far it is, and what can be done; the link once it has landed. */
export const TrayRow = memo(function TrayRow({ entry }: { entry: Entry }) {
  return (
    <div data-entry={entry.id} tabIndex={-1} className={GRID}>
      <Glyph state={entry.state} />
      {entry.landed ? <LandedCells entry={entry} file={entry.landed} /> : <OpenCells entry={entry} />}
    </div>
  );
});

function OpenCells({ entry }: { entry: Entry }) {
  if (entry.state === "missed") return <MissedCells entry={entry} />;
  if (entry.hold === "bytes") return <LostCells entry={entry} />;
  return (
    <>
      <span className="min-w-0">
        <FileName name={entry.name} />
        <span className={`block md:hidden ${entry.state === "falls" ? "pt-1" : ""}`}>
          {entry.state === "falls" ? (
            <Bar entry={entry} />
          ) : (
            <span className="block truncate text-[12px]/4 text-ink-3">{stillWords(entry)}</span>
          )}
        </span>
      </span>
      <Figures entry={entry} />
      <Acts>
        {entry.state === "falls" && (
          <Act icon={Pause} label={`Pause ${visible(entry.name)}`} onClick={() => { queue.pause(entry.id); }} />
        )}
        {entry.hold === "paused" && (
          <Button variant="line" size="xs" onClick={() => { queue.resume(entry.id); }}>
            Resume
          </Button>
        )}
        <Act icon={X} label={`Cancel ${visible(entry.name)}`} onClick={() => { queue.remove(entry.id); }} />
      </Acts>
    </>
  );
}

function Bar({ entry }: { entry: Entry }) {
  return (
    <Progress
      fraction={entry.size > 0 ? entry.loaded / entry.size : 0}
      held={entry.state !== "falls"}
      label={visible(entry.name)}
    />
  );
}

/** What is not known yet is left out. All bytes out and no answer yet: the host is at work. */
function Figures({ entry }: { entry: Entry }) {
  const held = heldWords(entry);
  if (entry.state === "waits" || (held && entry.hold !== "paused")) {
    return (
      <span className="col-span-5 truncate text-ink-3 max-md:hidden">{stillWords(entry)}</span>
    );
  }
  const checking = entry.state === "falls" && entry.size > 0 && entry.loaded >= entry.size;
  return (
    <>
      <span className="max-md:hidden">
        {checking ? <span className="text-ink-3">Checking and cleaning</span> : <Bar entry={entry} />}
      </span>
      <span className={`${NUMBER} max-md:hidden`}>{percentWords(entry)}</span>
      <span className={`${NUMBER} text-ink-3 max-md:hidden`}>
        {formatBytesOf(entry.loaded, entry.size)}
      </span>
      <span className={`${NUMBER} max-md:hidden`}>
        {held ? (
          <span className="text-ink-3">{held}</span>
        ) : (
          entry.speed !== null && formatSpeed(entry.speed)
        )}
      </span>
      <span className={`${NUMBER} text-ink-3 max-md:hidden`}>
        {entry.secondsLeft !== null && formatDuration(entry.secondsLeft)}
      </span>
    </>
  );
}

function percentWords({ size, loaded }: Entry): string {
  return size > 0 ? formatPercent(loaded / size) : "";
}

/** Why it does not move. */
function stillWords(entry: Entry): string {
  return heldWords(entry) ?? "Waits its turn";
}

function heldWords(entry: Entry): string | null {
  switch (entry.hold) {
    case "paused":
      return "paused";
    case "offline":
      return navigator.onLine ? "Connection lost, goes on by itself" : "Offline, goes on by itself";
    case "busy":
      return "The host is busy, goes on by itself";
    case "signed-out":
      return "Signed out, goes on once you sign in";
    default:
      return null;
  }
}

/** The page was loaded anew and the bytes are gone with it: only the person has the file. */
function LostCells({ entry }: { entry: Entry }) {
  const [misfit, setMisfit] = useState<string | null>(null);
  const colour = misfit ? "text-bad" : "text-ink-2";
  const said = misfit ? { role: "alert", title: misfit } : {};
  return (
    <>
      <span className="min-w-0">
        <FileName name={entry.name} />
        <span {...said} className={`block truncate text-[12px]/4 md:hidden ${colour}`}>
          {misfit ?? "Choose it again to send it"}
        </span>
      </span>
      <span {...said} className={`col-span-5 truncate max-md:hidden ${colour}`}>
        {misfit ?? "The page was loaded anew. Choose it again to send it"}
      </span>
      <Acts>
        <ChooseAgain entry={entry} onMisfit={setMisfit} />
        <Act icon={X} label={`Dismiss ${visible(entry.name)}`} onClick={() => { queue.remove(entry.id); }} />
      </Acts>
    </>
  );
}

function MissedCells({ entry }: { entry: Entry }) {
  return (
    <>
      <span className="min-w-0">
        <FileName name={entry.name} />
        <span className="block truncate text-[12px]/4 text-bad md:hidden">{entry.reason}</span>
      </span>
      <span className="col-span-5 truncate text-bad max-md:hidden" title={entry.reason ?? ""}>
        {entry.reason}
      </span>
      <Acts>
        {entry.mend === "retry" && (
          <Button variant="line" size="xs" onClick={() => { queue.retry(entry.id); }}>
            Try again
          </Button>
        )}
        {entry.mend === "empty-trash" && <ToTrash />}
        <Act icon={X} label={`Dismiss ${visible(entry.name)}`} onClick={() => { queue.remove(entry.id); }} />
      </Acts>
    </>
  );
}
