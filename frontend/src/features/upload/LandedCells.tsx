import { Check, Copy, CopyPlus, ExternalLink, X } from "lucide-react";
import { Suspense } from "react";
import { Link } from "react-router";

import { FileName } from "@/components/FileName";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { copyText } from "@/lib/clipboard";
import { formatBytes, formatDuration } from "@/lib/format";
import { lazyPart } from "@/lib/lazyPart";
import { visible } from "@/lib/names";

import { makeAnotherLink } from "./intake";
import { Act, Acts, NUMBER, SQUARE } from "./rowParts";
import type { Entry, LandedFile } from "./types";
import { intake, queue } from "./uploads";

const LandedNote = lazyPart(() => import("./LandedNote"));

/** A file that is there: its link, and what can be done with it. */
export function LandedCells({ entry, file }: { entry: Entry; file: LandedFile }) {
  const bare = file.url.replace(/^https?:\/\//, "");
  const slash = bare.lastIndexOf("/") + 1;
  // On a phone the second line has room for one thing: what the person has to know goes before the name.
  const warns = file.status === "held" || Boolean(file.metadata_fault);
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
        <FileName name={entry.name} className={`text-ink-3 max-md:max-w-full max-md:text-[12px]/4 ${entry.known || warns ? "max-md:hidden" : ""}`} />
        {entry.known && <span className="text-[12px]/4 text-ink-3 md:hidden">You have this file already</span>}
        {warns && !entry.known && (
          <span className="max-w-full truncate text-[12px]/4 md:hidden">
            <Suspense>
              <LandedNote file={file} />
            </Suspense>
          </span>
        )}
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
