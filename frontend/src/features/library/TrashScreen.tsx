import { useVirtualizer } from "@tanstack/react-virtual";
import { RotateCcw, Trash2 } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { Link } from "react-router";

import { reasonOf, useUser } from "@/api/client";
import { FileName } from "@/components/FileName";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/states";
import { useHotkeys } from "@/hooks/useHotkeys";
import { formatBytes } from "@/lib/format";

import { Picture } from "./Picture";
import { useTrash } from "./queries";
import type { Upload } from "./requests";
import { LibrarySkeleton } from "./States";
import { sayRefused } from "./toasts";
import { useTrashActions } from "./trash";
import { undoStack } from "./undo";
import { files, trashedWords } from "./words";

type Asking = { kind: "empty" } | { kind: "one"; upload: Upload } | null;

export function TrashScreen() {
  const query = useTrash();
  const user = useUser();
  const actions = useTrashActions();
  const [asking, setAsking] = useState<Asking>(null);
  const uploads = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  useHotkeys({ z: () => void undoStack.undo() }, asking === null);

  return (
    <>
      <TrashHead
        filled={uploads.length > 0}
        count={user.trash_count}
        bytes={user.trash_used}
        onEmpty={() => {
          setAsking({ kind: "empty" });
        }}
      />
      {query.error !== null && (
        <div className="px-4 pt-4 md:px-6">
          <ErrorState
            what="The trash couldn't be loaded."
            error={query.error}
            onRetry={() => void query.refetch()}
          />
        </div>
      )}
      {query.isPending && <LibrarySkeleton view="list" />}
      {query.data && uploads.length === 0 && <EmptyTrash />}
      {uploads.length > 0 && (
        <TrashList
          uploads={uploads}
          more={query.hasNextPage}
          onMore={() => {
            if (!query.isFetchingNextPage) void query.fetchNextPage();
          }}
          onRestore={(upload) => void actions.restore([upload])}
          onDestroy={(upload) => {
            setAsking({ kind: "one", upload });
          }}
        />
      )}
      <Asked
        asking={asking}
        count={user.trash_count}
        bytes={user.trash_used}
        onClose={() => {
          setAsking(null);
        }}
        onEmpty={() => actions.empty().catch((error: unknown) => { sayRefused(reasonOf(error)); })}
        onDestroy={(upload) => actions.destroy([upload])}
      />
    </>
  );
}

interface TrashHeadProps {
  filled: boolean;
  count: number;
  bytes: number;
  onEmpty: () => void;
}

function TrashHead({ filled, count, bytes, onEmpty }: TrashHeadProps) {
  return (
    <div className="flex h-14 flex-none items-center gap-3 border-b border-line px-4 md:px-6">
      <h1 className="text-title font-semibold max-md:sr-only">Trash</h1>
      {filled && (
        <>
          <span className="figures text-ink-3">
            {files(count)}, {formatBytes(bytes)}
          </span>
          <Button variant="danger" size="sm" className="ms-auto" onClick={onEmpty}>
            Empty the trash
          </Button>
        </>
      )}
    </div>
  );
}

interface AskedProps {
  asking: Asking;
  count: number;
  bytes: number;
  onClose: () => void;
  onEmpty: () => Promise<void>;
  onDestroy: (upload: Upload) => Promise<void>;
}

/** Asked only before what can't be undone. */
function Asked({ asking, count, bytes, onClose, onEmpty, onDestroy }: AskedProps) {
  if (asking?.kind === "empty") {
    return (
      <ConfirmDialog
        open
        title="Empty the trash?"
        text={`${files(count)}, ${formatBytes(bytes)}. This can't be undone.`}
        keep={count === 1 ? "Keep it" : "Keep them"}
        act={`Delete ${files(count)}`}
        onAct={() => {
          onClose();
          void onEmpty();
        }}
        onClose={onClose}
      />
    );
  }
  if (asking?.kind === "one") {
    return (
      <ConfirmDialog
        open
        title={`Delete ${asking.upload.original_filename} for good?`}
        text={`${formatBytes(asking.upload.file_size)}. Its link stays off. This can't be undone.`}
        keep="Keep it"
        act="Delete for good"
        onAct={() => {
          onClose();
          void onDestroy(asking.upload);
        }}
        onClose={onClose}
      />
    );
  }
  return null;
}

function EmptyTrash() {
  return (
    <div className="grid flex-1 content-center px-4 pb-[120px] md:px-[72px]">
      <h2 className="text-[24px]/8 font-semibold tracking-[-0.024em] md:text-statement">
        The trash is empty.
      </h2>
      <p className="mt-2 max-w-[56ch] text-reading text-ink-2">
        What you delete lies here for a while with its link off, and can be brought back.{" "}
        <Link to="/library" className="underline decoration-edge underline-offset-3">
          Back to the library
        </Link>
      </p>
    </div>
  );
}

interface TrashListProps {
  uploads: readonly Upload[];
  more: boolean;
  onMore: () => void;
  onRestore: (upload: Upload) => void;
  onDestroy: (upload: Upload) => void;
}

const ROW = 52;

function TrashList({ uploads, more, onMore, ...acts }: TrashListProps) {
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count: uploads.length,
    getScrollElement: () => scroller,
    estimateSize: () => ROW,
    getItemKey: (index) => uploads[index]?.id ?? index,
    overscan: 8,
    paddingEnd: 24,
  });
  const last = virtualizer.range?.endIndex ?? 0;
  useEffect(() => {
    if (more && last >= uploads.length - 8) onMore();
  }, [more, last, uploads.length, onMore]);

  return (
    <div
      ref={setScroller}
      className="min-h-0 flex-1 overflow-auto px-4 [scrollbar-width:thin] md:px-6"
    >
      <ul aria-label="Files in the trash" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const upload = uploads[index];
          return (
            upload && (
              <li
                key={key}
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
  return (
    <div className="grid h-full grid-cols-[44px_minmax(0,1fr)_auto] items-center gap-3 md:grid-cols-[44px_minmax(0,1fr)_88px_180px_auto]">
      <span className="relative block h-[30px] w-11 overflow-hidden rounded-[2px] bg-sunk">
        {/* In the trash its address is off, so there is no picture to show. */}
        <Picture upload={{ ...upload, thumbnail_url: null }} small />
      </span>
      <span className="min-w-0">
        <FileName name={upload.original_filename} />
        <span className="block truncate text-caption text-ink-3 md:hidden">
          {formatBytes(upload.file_size)}, {trashedWords(upload.deleted_at, Date.now()).toLowerCase()}
        </span>
      </span>
      <span className="figures text-right max-md:hidden">{formatBytes(upload.file_size)}</span>
      <span className="truncate text-ink-3 max-md:hidden">
        {trashedWords(upload.deleted_at, Date.now())}
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
