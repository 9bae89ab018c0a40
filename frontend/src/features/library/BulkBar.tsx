import { Copy, Globe, Lock, Trash2, X } from "lucide-react";
import type { ComponentType } from "react";

import { formatBytes } from "@/lib/format";

import type { Upload } from "./requests";

interface BulkBarProps {
  selected: readonly Upload[];
  /** All that match, where the selection may be widened to them. */
  widen: { count: number; onWiden: () => void } | null;
  onCopy: () => void;
  onPublic: (isPublic: boolean) => void;
  onTrash: () => void;
  onEnd: () => void;
}

/** What can be done with the selected files at once; lies over the foot of the list. */
export function BulkBar({ selected, widen, onCopy, onPublic, onTrash, onEnd }: BulkBarProps) {
  const bytes = selected.reduce((sum, upload) => sum + upload.file_size, 0);
  const anyPublic = selected.some((upload) => upload.is_public);
  return (
    <div
      role="toolbar"
      aria-label={`${selected.length} selected`}
      className="relative z-bulk mx-3 mb-3 flex h-11 flex-none items-center gap-1 rounded-md bg-ink ps-4 pe-1.5 text-paper md:mx-6 md:mb-4"
    >
      <b className="font-semibold whitespace-nowrap" aria-live="polite">
        {selected.length.toLocaleString()} selected
      </b>
      <span className="font-mono text-[12px] opacity-75 max-md:hidden">{formatBytes(bytes)}</span>
      <span className="mx-2 h-5 w-px bg-paper/30" />
      {widen && (
        <button type="button" className={ACT} onClick={widen.onWiden}>
          Select all {widen.count.toLocaleString()}
        </button>
      )}
      <Act icon={Copy} words={selected.length === 1 ? "Copy link" : "Copy links"} onClick={onCopy} />
      <Act
        icon={anyPublic ? Lock : Globe}
        words={anyPublic ? "Make private" : "Make public"}
        onClick={() => {
          onPublic(!anyPublic);
        }}
      />
      <span className="flex-1" />
      <Act icon={Trash2} words="Delete" onClick={onTrash} />
      <button type="button" aria-label="End the selection" className={ACT} onClick={onEnd}>
        <X className="size-3.5" aria-hidden />
      </button>
    </div>
  );
}

const ACT =
  "inline-flex h-10 min-w-10 items-center justify-center gap-1.5 rounded-md px-2 font-medium whitespace-nowrap hover:bg-paper/15 focus-visible:outline-paper focus-visible:-outline-offset-2 md:h-7 md:min-w-7";

function Act({
  icon: Icon,
  words,
  onClick,
}: {
  icon: ComponentType<{ className?: string }>;
  words: string;
  onClick: () => void;
}) {
  return (
    <button type="button" className={ACT} aria-label={words} onClick={onClick}>
      <Icon className="size-3.5" aria-hidden />
      <span className="max-md:hidden">{words}</span>
    </button>
  );
}
