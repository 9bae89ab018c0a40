import { useMemo, useState } from "react";

import { reasonOf, useUser } from "@/api/client";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/states";
import { useHotkeys } from "@/hooks/useHotkeys";
import { useActs } from "@/lib/acts";
import { counted, formatBytes } from "@/lib/format";
import { Link } from "react-router";

import { useTrash } from "./queries";
import type { Upload } from "./requests";
import { LibrarySkeleton } from "./States";
import { sayRefused } from "./toasts";
import { useTrashActions } from "./trash";
import { TrashList } from "./TrashList";
import { undoStack } from "./undo";
import { files } from "./words";

type Asking = { kind: "empty" } | { kind: "one"; upload: Upload } | null;

interface TrashScreenProps {
  /** How many days the host keeps what is deleted; null while that is not known. */
  days: number | null;
}

export function TrashScreen({ days }: TrashScreenProps) {
  const query = useTrash();
  const user = useUser();
  const actions = useTrashActions();
  const [asking, setAsking] = useState<Asking>(null);
  const uploads = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const undo = () => void undoStack.undo();
  const empty = () => {
    setAsking({ kind: "empty" });
  };
  useHotkeys({ z: undo }, asking === null);
  useActs("The trash", [
    ...(uploads.length > 0 ? [{ label: "Empty the trash", run: empty }] : []),
    { label: "Undo the last act", kbd: "Z", run: undo },
  ]);

  return (
    <>
      <TrashHead
        filled={uploads.length > 0}
        count={user.trash_count}
        bytes={user.trash_used}
        onEmpty={empty}
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
      {query.data && uploads.length === 0 && <EmptyTrash days={days} />}
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

function EmptyTrash({ days }: TrashScreenProps) {
  return (
    <div className="grid flex-1 content-center px-4 pb-[120px] md:px-[72px]">
      <h2 className="text-[24px]/8 font-semibold tracking-[-0.024em] md:text-statement">
        The trash is empty.
      </h2>
      <p className="mt-2 max-w-[56ch] text-reading text-ink-2">
        What you delete lies here for {days === null ? "a while" : counted(days, "day")} with its link off, and can be brought back.{" "}
        <Link to="/library" className="inline-flex items-center underline decoration-edge underline-offset-3 coarse:min-h-11">
          Back to the library
        </Link>
      </p>
    </div>
  );
}
