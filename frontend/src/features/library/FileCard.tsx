import { Clock, Copy, Ellipsis, ExternalLink, KeyRound, Lock } from "lucide-react";
import { memo } from "react";

import { FileName } from "@/components/FileName";
import { Checkbox } from "@/components/ui/checkbox";
import { Link } from "react-router";

import { rowLabel } from "./labels";
import { Picture } from "./Picture";
import type { Upload } from "./requests";

/** What a card or row tells the list; one object for all of them, so that they need not be drawn anew. */
export interface FileHandlers {
  onSelect: (upload: Upload, event: { shiftKey: boolean }) => void;
  onCopy: (upload: Upload) => void;
  onMenu: (upload: Upload, at: { x: number; y: number }) => void;
  onHover: (upload: Upload | null) => void;
}

export interface FileItemProps {
  upload: Upload;
  /** Place among all files, from 1. */
  place: number;
  /** The one that the keyboard is on. */
  active: boolean;
  /** Shows its acts: hovered, or reached by keyboard. */
  near: boolean;
  selected: boolean;
  selecting: boolean;
  early: boolean;
  handlers: FileHandlers;
}

interface FileCardProps extends FileItemProps {
  width: number;
  pictureHeight: number;
}

export const FileCard = memo(function FileCard(props: FileCardProps) {
  const { upload, place, active, selected, near, selecting, handlers, width } = props;
  return (
    <div
      role="row"
      aria-rowindex={place}
      aria-selected={selected}
      aria-label={rowLabel(upload)}
      tabIndex={active ? 0 : -1}
      data-file={upload.id}
      className="group relative flex-none rounded-sm outline-offset-3"
      style={{ width }}
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
      <div role="gridcell">
        <CardPicture {...props} />
        {(near || selected || selecting) && <CardActs {...props} />}
        <CardCaption upload={upload} />
      </div>
    </div>
  );
});

function CardPicture({ upload, pictureHeight, selected, selecting, early, handlers }: FileCardProps) {
  return (
    <Link
      to={`/files/${upload.id}`}
      tabIndex={-1}
      draggable={false}
      className={`relative block overflow-hidden rounded-sm bg-sunk after:pointer-events-none after:absolute after:inset-0 after:rounded-[inherit] after:shadow-[inset_0_0_0_1px_rgb(128_124_115/0.28)] ${
        selected ? "outline-2 outline-offset-2 outline-ink" : ""
      }`}
      style={{ height: pictureHeight }}
      onClick={(event) => {
        if (!selecting && !event.shiftKey) return;
        event.preventDefault();
        handlers.onSelect(upload, event);
      }}
    >
      {upload.status === "held" ? <span className="grid h-full place-items-center text-ink-2">Held back</span> : <Picture upload={upload} early={early} />}
    </Link>
  );
}

const ACT =
  "inline-flex h-[26px] items-center justify-center gap-1.5 rounded-md border border-line bg-raised text-[12px] font-medium text-ink hover:bg-sunk";

function CardActs({ upload, active, near, selected, width, handlers }: FileCardProps) {
  const tabIndex = active ? 0 : -1;
  return (
    <div className="absolute inset-x-1.5 top-1.5 flex items-start gap-1">
      <Checkbox
        checked={selected}
        tabIndex={tabIndex}
        aria-label={`Select ${upload.original_filename}`}
        className="mt-[3px] mr-auto size-5"
        onClick={(event) => {
          handlers.onSelect(upload, event);
        }}
      />
      {near && (
        <>
          <button
            type="button"
            tabIndex={tabIndex}
            aria-label={`Copy the link of ${upload.original_filename}`}
            className={`${ACT} ${width > 190 ? "px-2" : "w-[26px]"}`}
            onClick={() => {
              handlers.onCopy(upload);
            }}
          >
            <Copy className="size-3.5" aria-hidden />
            {width > 190 && "Copy link"}
          </button>
          {width > 150 && (
            <a
              href={upload.signed_url ?? upload.url}
              target="_blank"
              rel="noreferrer"
              tabIndex={tabIndex}
              aria-label={`Open ${upload.original_filename} in a new tab`}
              className={`${ACT} w-[26px]`}
            >
              <ExternalLink className="size-3.5" aria-hidden />
            </a>
          )}
          <button
            type="button"
            tabIndex={tabIndex}
            aria-haspopup="menu"
            aria-label={`More for ${upload.original_filename}`}
            className={`${ACT} w-[26px]`}
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              handlers.onMenu(upload, { x: box.right, y: box.bottom + 4 });
            }}
          >
            <Ellipsis className="size-3.5" aria-hidden />
          </button>
        </>
      )}
    </div>
  );
}

function CardCaption({ upload }: { upload: Upload }) {
  return (
    <div className="pt-1.5">
      <FileName name={upload.original_filename} className="text-[12.5px]/[18px]" />
      <div className="flex h-4 justify-between gap-2 font-mono text-[11.5px]/4 tracking-[-0.02em] text-ink-3 tabular-nums">
        <span className="truncate">{upload.filename}</span>
        <span className="inline-flex flex-none items-center gap-1.5">
          {!upload.is_public && <Lock className="size-3" aria-label="Private" />}
          {upload.has_password && <KeyRound className="size-3" aria-label="Password" />}
          {upload.status === "expired" ? <span className="font-sans">Expired</span> : upload.expires_at && <Clock className="size-3" aria-label="Expires" />}
          {upload.views_left !== null && <span title="Views left">{upload.views_left.toLocaleString()} left</span>}
          {upload.view_count.toLocaleString()}
        </span>
      </div>
    </div>
  );
}
