import { Clock, Ellipsis, Lock } from "lucide-react";
import { memo } from "react";

import { FileName } from "@/components/FileName";
import { Checkbox } from "@/components/ui/checkbox";
import { formatBytes } from "@/lib/format";
import { visible } from "@/lib/names";
import { Link } from "react-router";

import type { FileItemProps } from "./FileCard";
import { typeWord } from "./kinds";
import { rowLabel } from "./labels";
import { splitLink } from "./links";
import { markedParts } from "./marks";
import { Picture } from "./Picture";
import type { Upload } from "./requests";
import { addedWords, expiryWords } from "./words";

/** One grid for the head and all rows: what the phone leaves out takes no room there. */
export const COLUMNS =
  "grid grid-cols-[36px_56px_minmax(0,1fr)_88px] items-center md:grid-cols-[36px_56px_minmax(180px,1.3fr)_minmax(140px,1fr)_64px_80px_64px_128px_72px]";

interface FileRowProps extends FileItemProps {
  marked: string;
}

export const FileRow = memo(function FileRow(props: FileRowProps) {
  const { upload, place, active, selected, handlers } = props;
  return (
    <div
      role="row"
      aria-rowindex={place + 1}
      aria-selected={selected}
      aria-label={rowLabel(upload)}
      tabIndex={active ? 0 : -1}
      data-file={upload.id}
      className={`${COLUMNS} relative h-full border-b border-line outline-offset-[-2px] ${
        selected ? "bg-sunk shadow-[inset_2px_0_var(--ink)]" : "hover:bg-ground"
      }`}
      onPointerEnter={() => {
        handlers.onHover(upload);
      }}
      onPointerLeave={() => {
        handlers.onHover(null);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        handlers.onMenu(upload, { x: event.clientX, y: event.clientY });
      }}
    >
      <SelectCell {...props} />
      <NameCells {...props} />
      <FigureCells upload={upload} near={props.near} active={active} handlers={handlers} />
    </div>
  );
});

function SelectCell({ upload, active, selected, handlers }: FileRowProps) {
  return (
    <div role="gridcell" className="flex pl-2.5">
      <Checkbox
        checked={selected}
        tabIndex={active ? 0 : -1}
        aria-label={`Select ${upload.original_filename}`}
        onClick={(event) => {
          handlers.onSelect(upload, event);
        }}
      />
    </div>
  );
}

function NameCells({ upload, early, marked, selecting, handlers }: FileRowProps) {
  const { host, path } = splitLink(upload.url);
  return (
    <>
      <div role="gridcell">
        <div className="relative h-[30px] w-11 overflow-hidden rounded-[2px] bg-sunk">
          <Picture upload={upload} early={early} small />
        </div>
      </div>
      <div role="gridcell" className="min-w-0 pr-3">
        <Link
          to={`/files/${upload.id}`}
          tabIndex={-1}
          className="block after:absolute after:inset-y-0 after:right-0 after:left-9"
          onClick={(event) => {
            if (!selecting && !event.shiftKey) return;
            event.preventDefault();
            handlers.onSelect(upload, event);
          }}
        >
          <Marked name={upload.original_filename} q={marked} />
        </Link>
      </div>
      <div role="gridcell" className="min-w-0 pr-3 max-md:hidden">
        <span className="flex font-mono text-[12px] tracking-[-0.02em]">
          <span className="flex-none text-ink-3 max-xl:hidden">{host}/</span>
          <span className="truncate">{path}</span>
        </span>
      </div>
    </>
  );
}

/** A name with the words that were searched for; whole where it has to be cut anyway. */
function Marked({ name, q }: { name: string; q: string }) {
  const parts = markedParts(visible(name), q);
  if (!parts) return <FileName name={name} />;
  return (
    <bdi className="block overflow-hidden text-ellipsis whitespace-pre" title={visible(name)}>
      {parts.map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <mark key={index} className="rounded-[2px] bg-signal-wash px-px text-ink">
            {part}
          </mark>
        ),
      )}
    </bdi>
  );
}

function FigureCells({
  upload,
  near,
  active,
  handlers,
}: Pick<FileRowProps, "upload" | "near" | "active" | "handlers">) {
  const number = "figures text-right whitespace-nowrap";
  return (
    <>
      <div role="gridcell" className="truncate text-ink-3 max-md:hidden">
        {typeWord(upload)}
      </div>
      <div role="gridcell" className={number}>
        {formatBytes(upload.file_size)}
      </div>
      <div role="gridcell" className={`${number} max-md:hidden`}>
        {upload.view_count.toLocaleString()}
      </div>
      <div role="gridcell" className="truncate pl-6 text-ink-2 max-md:hidden">
        <Access upload={upload} />
      </div>
      <div role="gridcell" className={`${number} relative text-ink-3 max-md:hidden`}>
        {near || active ? (
          <button
            type="button"
            tabIndex={active ? 0 : -1}
            aria-haspopup="menu"
            aria-label={`More for ${upload.original_filename}`}
            className="relative z-1 inline-flex size-7 items-center justify-center rounded-md text-ink-2 hover:bg-sunk"
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              handlers.onMenu(upload, { x: box.right, y: box.bottom + 4 });
            }}
          >
            <Ellipsis className="size-4" aria-hidden />
          </button>
        ) : (
          <time dateTime={upload.created_at}>{addedWords(upload.created_at, new Date())}</time>
        )}
      </div>
    </>
  );
}

export function Access({ upload }: { upload: Upload }) {
  if (upload.status === "held") return <>Held back</>;
  if (upload.status === "expired") return <>Expired</>;
  if (upload.has_password || upload.views_left !== null) {
    const words = [upload.is_public ? "" : "Private", upload.has_password ? "Password" : "", upload.views_left === null ? "" : `${upload.views_left.toLocaleString()} left`];
    return <>{words.filter(Boolean).join(", ")}</>;
  }
  if (upload.expires_at) {
    return (
      <span className="flex items-center gap-2">
        <Clock className="size-3.5 flex-none" aria-hidden />
        <span className="truncate">
          {upload.is_public ? "" : "Private, "}
          {expiryWords(upload.expires_at, Date.now())}
        </span>
      </span>
    );
  }
  if (upload.is_public) return <>Public</>;
  return (
    <span className="flex items-center gap-2">
      <Lock className="size-3.5 flex-none" aria-hidden />
      Private
    </span>
  );
}
