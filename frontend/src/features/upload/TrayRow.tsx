import { Check, Copy, CopyPlus, ExternalLink, Pause, X } from "lucide-react";
import type { ComponentType, ReactNode } from "react";
import { memo, Suspense, useState } from "react";

import { FileName } from "@/components/FileName";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { toast } from "@/components/ui/toast";
import { copyText } from "@/lib/clipboard";
import { formatBytes, formatBytesOf, formatDuration, formatPercent, formatSpeed } from "@/lib/format";
import { lazyPart } from "@/lib/lazyPart";
import { visible } from "@/lib/names";
import { Link } from "react-router";

import { ChooseAgain } from "./ChooseAgain";
import { makeAnotherLink } from "./intake";
import { Progress } from "./Progress";
import type { Entry, LandedFile } from "./types";
import { intake, queue } from "./uploads";

const LandedNote = lazyPart(() => import("./LandedNote"));

const GRID =
  "grid h-full grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-3 md:grid-cols-[16px_minmax(0,1fr)_minmax(90px,210px)_44px_136px_78px_66px_118px]";
const NUMBER = "figures text-right whitespace-nowrap";

/** One upload: what it is, how far it is, and what can be done; the link once it has landed. */
export const TrayRow = memo(function TrayRow({ entry }: { entry: Entry }) {
  return (
    <div data-entry={entry.id} tabIndex={-1} className={GRID}>
      <Glyph state={entry.state} />
      {entry.landed ? <LandedCells entry={entry} file={entry.landed} /> : <OpenCells entry={entry} />}
    </div>
  );
});

function LandedCells({ entry, file }: { entry: Entry; file: LandedFile }) {
  const bare = file.url.replace(/^https?:\/\//, "");
  const slash = bare.lastIndexOf("/") + 1;
  return (
    <>
      <span className="flex min-w-0 animate-land items-baseline gap-2 max-md:flex-col max-md:gap-0">
        <Link
          to={`/files/${file.id}`}
          className="min-w-0 flex-none truncate font-mono text-[13px] tracking-[-0.02em] max-md:max-w-full"
        >
          <span className="text-ink-3 max-lg:hidden">{bare.slice(0, slash)}</span>
          {bare.slice(slash)}
        </Link>
        <FileName name={entry.name} className={`text-ink-3 max-md:max-w-full max-md:text-[12px]/4 ${entry.known ? "max-md:hidden" : ""}`} />
        {entry.known && <span className="text-[12px]/4 text-ink-3 md:hidden">You have this file already</span>}
      </span>
      {entry.known ? <KnownWords entry={entry} /> : <LandedWords entry={entry} />}
      <Acts>
        {entry.known && (
          <span className="md:hidden">
            <Act icon={CopyPlus} label={ANOTHER} onClick={() => { makeAnotherLink(intake, entry); }} />
          </span>
        )}
        {entry.copied ? (
          <Act icon={Copy} label="Copy the link again" onClick={() => void copyLink(entry, file)} />
        ) : (
          <Button variant="line" size="xs" onClick={() => void copyLink(entry, file)}>
            Copy
          </Button>
        )}
        <a
          href={file.url}
          target="_blank"
          rel="noreferrer"
          aria-label={`Open ${visible(entry.name)}`}
          className={SQUARE}
        >
          <ExternalLink className="size-3.5" aria-hidden />
        </a>
        <Act icon={X} label="Dismiss" onClick={() => { queue.remove(entry.id); }} />
      </Acts>
    </>
  );
}

function LandedWords({ entry }: { entry: Entry }) {
  return (
    <>
      <span className="flex items-center gap-2 text-ink-3 max-md:hidden">
        {entry.copied && (
          <>
            <Check className="size-3.5 flex-none" aria-hidden />
            Link copied
          </>
        )}
      </span>
      <span className="col-span-2 min-w-0 truncate text-ink-3 max-md:hidden">
        <Suspense>{entry.landed && <LandedNote file={entry.landed} />}</Suspense>
      </span>
      <span className={`${NUMBER} text-ink-3 max-md:hidden`}>{formatBytes(entry.size)}</span>
      <span className={`${NUMBER} text-ink-3 max-md:hidden`}>{tookWords(entry.tookMs)}</span>
    </>
  );
}

const ANOTHER = "Make another link";

/** The same bytes again: what they have is as good, unless it is said otherwise. */
function KnownWords({ entry }: { entry: Entry }) {
  return (
    <span className="col-span-5 flex min-w-0 items-center gap-3 max-md:hidden">
      <span className="truncate text-ink-2">You have this file already.{entry.copied && " Its link is copied."}</span>
      <Button variant="line" size="xs" onClick={() => { makeAnotherLink(intake, entry); }}>
        {ANOTHER}
      </Button>
    </span>
  );
}

async function copyLink(entry: Entry, file: LandedFile): Promise<void> {
  if (await copyText(file.url)) {
    queue.markCopied(entry.drop, entry.id);
    toast("Link copied");
  } else {
    toast.error("Couldn't copy: the browser said no.");
  }
}

function tookWords(tookMs: number | null): string {
  if (tookMs === null || tookMs < 50) return "";
  return tookMs < 10_000 ? `${(tookMs / 1_000).toFixed(1)} s` : formatDuration(tookMs / 1_000);
}

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

export function ToTrash() {
  return (
    <Link
      to="/trash"
      className="inline-flex h-6 items-center rounded-md border border-edge px-2 font-medium whitespace-nowrap hover:bg-sunk"
    >
      See the trash
    </Link>
  );
}

export function Acts({ children }: { children: ReactNode }) {
  return <span className="col-start-[-2] flex items-center justify-end gap-0.5">{children}</span>;
}

const SQUARE =
  "inline-flex size-6 items-center justify-center rounded-md text-ink-2 hover:bg-sunk coarse:size-9";

export function Act({
  icon: Icon,
  label,
  onClick,
}: {
  icon: ComponentType<{ className?: string }>;
  label: string;
  onClick: () => void;
}) {
  return (
    <button type="button" aria-label={label} title={label} className={SQUARE} onClick={onClick}>
      <Icon className="size-3.5" aria-hidden />
    </button>
  );
}
