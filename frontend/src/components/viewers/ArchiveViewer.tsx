import { useQuery } from "@tanstack/react-query";
import { ChevronRight, File, Folder, Search } from "lucide-react";
import { useEffect, useMemo, useState } from "react";

import { FileName } from "@/components/FileName";
import { hasStatus } from "@/api/client";
import { ErrorState } from "@/components/ui/states";
import { useVirtualRows } from "@/hooks/useVirtualRows";
import { cx } from "@/lib/cx";
import { counted, formatBytes, formatDate, formatMoment } from "@/lib/format";
import { visible } from "@/lib/names";

import type { ArchiveContents, ArchiveNode, ArchiveRow } from "./archive";
import { found, openAtFirst, rowsOf, treeOf } from "./archive";
import { BarWords, Pane } from "./Pane";
import { Reading } from "./Reading";
import type { ViewerProps } from "./viewed";

interface ArchiveViewerProps extends ViewerProps {
  load: (signal: AbortSignal) => Promise<ArchiveContents>;
}

const ROW_PX = 30;
const FILTERED_FROM = 20;
const INDENT_PX = 18;

/** What is in an archive, without unpacking it. */
export function ArchiveViewer({ file, load, onFail }: ArchiveViewerProps) {
  const query = useQuery({
    queryKey: ["contents", file.id],
    queryFn: ({ signal }) => load(signal),
    staleTime: Infinity,
    retry: false,
  });
  // What the host can't list, and what it does not know to list: the card says what it is.
  const unlisted = hasStatus(query.error, 404, 405, 415, 422);
  useEffect(() => {
    if (unlisted) onFail("");
  }, [unlisted, onFail]);
  if (query.data) return <Listing name={file.name} contents={query.data} />;
  if (query.error && !unlisted) {
    return (
      <div className="w-full max-w-[520px] p-4">
        <ErrorState what="The list of what is in it couldn't be loaded." error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  return <Reading />;
}

function Listing({ name, contents }: { name: string; contents: ArchiveContents }) {
  const root = useMemo(() => treeOf(contents.entries), [contents]);
  const [open, setOpen] = useState(() => openAtFirst(root, contents.entries.length));
  const [sought, setSought] = useState("");
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const searching = sought.trim() !== "";
  const rows = useMemo(() => (searching ? found(root, sought) : rowsOf(root, open)), [root, open, sought, searching]);
  const toggle = (path: string) => {
    const next = new Set(open);
    if (!next.delete(path)) next.add(path);
    setOpen(next);
  };
  return (
    <Pane
      label={`In ${name}`}
      scroller={setScroller}
      bar={
        <>
          <BarWords>{root.files === 0 ? "Empty" : `${counted(root.files, "file")}, ${formatBytes(root.size)} unpacked`}</BarWords>
          {contents.entries.length > FILTERED_FROM && <Filter value={sought} onChange={setSought} />}
        </>
      }
      foot={contents.is_cut && `The list ends here. There are ${counted(contents.count, "entry", "entries")} in it.`}
    >
      {rows.length === 0 ? (
        <p className="px-4 py-3 text-ink-3">{searching ? `No name in it has "${sought.trim()}".` : "There is nothing in it."}</p>
      ) : (
        <Rows rows={rows} open={searching ? null : open} scroller={scroller} onToggle={toggle} />
      )}
    </Pane>
  );
}

function Filter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <label className="flex h-7 w-44 items-center gap-1.5 rounded-md border border-edge bg-raised px-2 has-focus-visible:outline-2 has-focus-visible:outline-ink coarse:h-9">
      <Search className="size-3.5 flex-none" aria-hidden />
      <input
        type="search"
        value={value}
        placeholder="Filter names"
        aria-label="Filter names"
        className="min-w-0 flex-1 bg-transparent text-ink outline-none [&::-webkit-search-cancel-button]:hidden"
        onChange={(event) => { onChange(event.target.value); }}
      />
    </label>
  );
}

interface RowsProps {
  rows: readonly ArchiveRow[];
  /** Null: all that is shown is open, and stays so. */
  open: ReadonlySet<string> | null;
  scroller: HTMLElement | null;
  onToggle: (path: string) => void;
}

function Rows({ rows, open, scroller, onToggle }: RowsProps) {
  const heights = useMemo(() => rows.map(() => ROW_PX), [rows]);
  const { rows: drawn, total } = useVirtualRows({ scroller, heights });
  return (
    <div role="table" aria-label="Contents" aria-rowcount={rows.length} className="relative" style={{ height: total }}>
      <div role="rowgroup">
        {drawn.map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <div key={row.node.path} role="row" aria-rowindex={index + 1} className={ROW} style={{ top: start, height: ROW_PX, paddingInlineStart: 16 + row.depth * INDENT_PX }}>
              <Name node={row.node} open={open} onToggle={onToggle} />
              <span role="cell" className="figures text-end text-ink-2">
                {formatBytes(row.node.size)}
              </span>
              <span role="cell" className="text-end text-[12px] text-ink-3 max-md:hidden" title={row.node.modified ? formatMoment(row.node.modified) : undefined}>
                {row.node.modified && formatDate(row.node.modified)}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

const ROW =
  "absolute grid w-full grid-cols-[minmax(0,1fr)_84px_150px] items-center gap-3 border-b border-line pe-4 hover:bg-sunk max-md:grid-cols-[minmax(0,1fr)_72px]";

function Name({ node, open, onToggle }: { node: ArchiveNode } & Pick<RowsProps, "open" | "onToggle">) {
  const isOpen = open === null || open.has(node.path);
  if (!node.isFolder) {
    return (
      <span role="cell" aria-label={visible(node.name)} className="flex min-w-0 items-center gap-2 ps-5" title={visible(node.path)}>
        <File className="size-3.5 flex-none text-ink-3" aria-hidden />
        <FileName name={node.name} />
      </span>
    );
  }
  return (
    <span role="cell" className="flex min-w-0">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={`${visible(node.name)}, ${counted(node.files, "file")}`}
        disabled={open === null}
        className="flex h-7 min-w-0 items-center gap-2 text-start coarse:-my-2 coarse:h-11"
        onClick={() => { onToggle(node.path); }}
      >
        <ChevronRight className={cx("size-3 flex-none text-ink-3", isOpen && "rotate-90")} aria-hidden />
        <Folder className="size-3.5 flex-none text-ink-2" aria-hidden />
        <FileName name={node.name} className="font-medium" />
        <span className="flex-none text-[12px] text-ink-3">{counted(node.files, "file")}</span>
      </button>
    </span>
  );
}
