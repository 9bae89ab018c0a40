import { RotateCcw, Trash2 } from "lucide-react";
import { useEffect, useMemo, useState } from "react";

import { FileName } from "@/components/FileName";
import { Button } from "@/components/ui/button";
import { useVirtualRows } from "@/hooks/useVirtualRows";
import { formatBytes, formatMoment } from "@/lib/format";

import { Picture } from "./Picture";
import type { Upload } from "./requests";
import { leftWords } from "./words";

interface TrashListProps {
  uploads: readonly Upload[];
  more: boolean;
  onMore: () => void;
  onRestore: (upload: Upload) => void;
  onDestroy: (upload: Upload) => void;
}

const ROW = 52;

export function TrashList({ uploads, more, onMore, ...acts }: TrashListProps) {
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const heights = useMemo(() => uploads.map(() => ROW), [uploads]);
  const { rows, total, last } = useVirtualRows({ scroller, heights });
  useEffect(() => {
    if (more && last >= uploads.length - 8) onMore();
  }, [more, last, uploads.length, onMore]);

  return (
    <div
      ref={setScroller}
      className="min-h-0 flex-1 overflow-auto px-4 [scrollbar-width:thin] md:px-6"
    >
      <ul aria-label="Files in the trash" className="relative" style={{ height: total }}>
        {rows.map(({ index, start }) => {
          const upload = uploads[index];
          return (
            upload && (
              <li
                key={upload.id}
                aria-setsize={more ? -1 : uploads.length}
                aria-posinset={index + 1}
                className="absolute inset-x-0 top-0 border-b border-line"
                style={{ height: ROW, transform: `translateY(${start}px)` }}
              >
                <TrashRow upload={upload} {...acts} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

function TrashRow({
  upload,
  onRestore,
  onDestroy,
}: { upload: Upload } & Pick<TrashListProps, "onRestore" | "onDestroy">) {
  const left = leftWords(upload, Date.now());
  return (
    <div className="grid h-full grid-cols-[44px_minmax(0,1fr)_auto] items-center gap-3 md:grid-cols-[44px_minmax(0,1fr)_88px_180px_auto]">
      <span className="relative block h-[30px] w-11 overflow-hidden rounded-[2px] bg-sunk">
        {/* In the trash its address is off, so there is no picture to show. */}
        <Picture upload={{ ...upload, thumbnail_url: null }} small />
      </span>
      <span className="min-w-0">
        <FileName name={upload.original_filename} />
        <span className="block truncate text-caption text-ink-3 md:hidden">
          {formatBytes(upload.file_size)}, {left.toLowerCase()}
        </span>
      </span>
      <span className="figures text-right max-md:hidden">{formatBytes(upload.file_size)}</span>
      <span className="truncate text-ink-3 max-md:hidden" title={upload.purged_at === null ? undefined : `Goes for good on ${formatMoment(upload.purged_at)}`}>
        {left}
      </span>
      <span className="flex gap-1">
        <Button
          variant="line"
          size="sm"
          aria-label={`Restore ${upload.original_filename}`}
          onClick={() => {
            onRestore(upload);
          }}
        >
          <RotateCcw className="size-3.5" aria-hidden />
          <span className="max-md:hidden">Restore</span>
        </Button>
        <Button
          variant="ghost"
          size="sm"
          aria-label={`Delete ${upload.original_filename} for good`}
          onClick={() => {
            onDestroy(upload);
          }}
        >
          <Trash2 className="size-3.5" aria-hidden />
        </Button>
      </span>
    </div>
  );
}
