import { ArrowLeft, ChevronDown, ChevronUp, Copy, Download, Ellipsis, Trash2 } from "lucide-react";
import { useState } from "react";

import { hasStatus } from "@/api/client";
import { FileName } from "@/components/FileName";
import { Button } from "@/components/ui/button";
import { Segments } from "@/components/ui/segments";
import { ErrorState } from "@/components/ui/states";
import { useHotkeys } from "@/hooks/useHotkeys";
import { useActs } from "@/lib/acts";
import { formatBytes } from "@/lib/format";
import { visible } from "@/lib/names";
import { Link, useNavigate } from "react-router";

import type { Actions } from "./actions";
import { useActions } from "./actions";
import { actsOn, actsTitle, keysOf } from "./fileActs";
import type { OpenDialog } from "./FileDialogs";
import { FileDialogs } from "./FileDialogs";
import { Inspector } from "./Inspector";
import type { Format } from "./links";
import { FORMAT_WORDS, FORMATS, splitLink } from "./links";
import { download } from "./opening";
import { useSummary, useUpload } from "./queries";
import type { Upload } from "./requests";
import { Stage } from "./Stage";
import type { Neighbours } from "./useNeighbours";
import { useNeighbours } from "./useNeighbours";
import { momentWords } from "./words";

export function FileScreen({ id }: { id: number }) {
  const query = useUpload(id);
  if (query.data) return <File upload={query.data} />;
  if (query.error) {
    return hasStatus(query.error, 404) ? (
      <Gone />
    ) : (
      <div className="px-4 pt-4 md:px-6">
        <ErrorState
          what="This file couldn't be loaded."
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      </div>
    );
  }
  return <div className="flex-1" aria-busy />;
}

function File({ upload }: { upload: Upload }) {
  const actions = useActions();
  const navigate = useNavigate();
  const neighbours = useNeighbours(upload);
  const [open, setOpen] = useState<OpenDialog>(null);
  const go = (id: number | null) => {
    if (id !== null) void navigate(`/files/${id}`, { replace: true });
  };
  const trash = () => {
    void actions.trash([upload]);
    const next = neighbours.next ?? neighbours.previous;
    void navigate(next === null ? "/library" : `/files/${next}`, { replace: true });
  };
  useFileKeys({ upload, actions, open: open !== null, neighbours, go, trash, setOpen });

  return (
    <>
      <title>{`${visible(upload.original_filename)} · BulletDrop`}</title>
      <TopBar
        upload={upload}
        neighbours={neighbours}
        onGo={go}
        onTrash={trash}
        onMenu={(at) => {
          setOpen({ kind: "menu", upload, at });
        }}
      />
      <div className="flex min-h-0 flex-1 flex-col overflow-auto xl:overflow-hidden">
        <Hero upload={upload} actions={actions} />
        <div className="flex-1 xl:grid xl:min-h-0 xl:grid-cols-[minmax(0,1fr)_372px] xl:grid-rows-[minmax(0,1fr)]">
          <Stage upload={upload} />
          <Inspector
            upload={upload}
            actions={actions}
            onEdit={() => {
              setOpen({ kind: "edit", upload });
            }}
          />
        </div>
      </div>
      <FileDialogs
        open={open}
        actions={{ ...actions, trash: () => Promise.resolve(trash()) }}
        onOpen={setOpen}
        onClosed={() => undefined}
      />
    </>
  );
}

interface FileKeys {
  upload: Upload;
  actions: Actions;
  open: boolean;
  neighbours: Neighbours;
  go: (id: number | null) => void;
  trash: () => void;
  setOpen: (open: OpenDialog) => void;
}

function useFileKeys({ upload, actions, open, neighbours, go, trash, setOpen }: FileKeys): void {
  const navigate = useNavigate();
  const acts = actsOn([upload], { actions, setOpen, trash });
  const undo = () => void actions.undo();
  useActs("This page", [{ label: "Undo the last act", kbd: "Z", run: undo }]);
  useActs(actsTitle([upload]), acts);
  useHotkeys(
    {
      j: () => { go(neighbours.next); },
      k: () => { go(neighbours.previous); },
      ArrowRight: () => { go(neighbours.next); },
      ArrowLeft: () => { go(neighbours.previous); },
      z: undo,
      ...keysOf(acts),
      Escape: () => void navigate("/library"),
    },
    !open,
  );
}

interface TopBarProps {
  upload: Upload;
  neighbours: Neighbours;
  onGo: (id: number | null) => void;
  onTrash: () => void;
  onMenu: (at: { x: number; y: number }) => void;
}

function TopBar({ upload, neighbours, onGo, onTrash, onMenu }: TopBarProps) {
  const all = useSummary(neighbours.filters);
  return (
    <div className="flex h-[52px] flex-none items-center gap-2 ps-2 pe-2.5 md:h-14 md:px-6">
      <Link to="/library" aria-label="Back to the library" className={SQUARE}>
        <ArrowLeft className="size-4" aria-hidden />
      </Link>
      <nav aria-label="Path" className="flex min-w-0 items-center gap-2 text-ink-3">
        <Link to="/library" className="max-md:hidden">
          Library
        </Link>
        <span aria-hidden className="max-md:hidden">
          /
        </span>
        <FileName name={upload.original_filename} className="font-medium text-ink" />
      </nav>
      <span className="ms-auto flex flex-none items-center gap-2">
        {neighbours.place !== null && all.data && (
          <span className="figures whitespace-nowrap text-ink-3 max-md:hidden">
            {neighbours.place.toLocaleString()} of {all.data.count.toLocaleString()}
          </span>
        )}
        <Step icon={ChevronUp} label="Previous file, K" id={neighbours.previous} onGo={onGo} />
        <Step icon={ChevronDown} label="Next file, J" id={neighbours.next} onGo={onGo} />
        <Button variant="line" size="sm" className="max-md:hidden" onClick={() => { download(upload); }}>
          <Download className="size-3.5" aria-hidden />
          Download
        </Button>
        <Button variant="line" size="sm" className="max-md:hidden" onClick={onTrash}>
          <Trash2 className="size-3.5" aria-hidden />
          Delete
        </Button>
        <button
          type="button"
          aria-haspopup="menu"
          aria-label="More"
          className={SQUARE}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            onMenu({ x: box.left, y: box.bottom + 4 });
          }}
        >
          <Ellipsis className="size-4" aria-hidden />
        </button>
      </span>
    </div>
  );
}

const SQUARE =
  "inline-flex size-7 flex-none items-center justify-center rounded-md text-ink-2 hover:bg-sunk disabled:text-ink-3 disabled:opacity-50 disabled:hover:bg-transparent coarse:size-11";

function Step({
  icon: Icon,
  label,
  id,
  onGo,
}: {
  icon: typeof ChevronUp;
  label: string;
  id: number | null;
  onGo: (id: number | null) => void;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={id === null}
      className={`${SQUARE} max-md:hidden`}
      onClick={() => {
        onGo(id);
      }}
    >
      <Icon className="size-4" aria-hidden />
    </button>
  );
}

/** The link is the title. */
function Hero({ upload, actions }: { upload: Upload; actions: Actions }) {
  const [format, setFormat] = useState<Format>("url");
  const { host, path } = splitLink(upload.url);
  return (
    <section className="flex flex-none gap-3 border-b border-ink px-4 pt-1 pb-3.5 max-md:flex-col md:items-end md:gap-6 md:px-6 md:pt-1.5 md:pb-[18px]">
      <div className="min-w-0 flex-1">
        <h1 className="font-mono text-[19px]/7 font-medium tracking-[-0.045em] [overflow-wrap:anywhere] md:text-[26px]/[34px]">
          <span className="font-normal text-ink-2">{host}</span>
          <span className="px-px text-ink-3">/</span>
          {path}
        </h1>
        <p className="mt-2 flex flex-wrap gap-x-3.5 gap-y-1.5 text-ink-2">
          <bdi className="[overflow-wrap:anywhere]">{visible(upload.original_filename)}</bdi>
          {upload.width !== null && upload.height !== null && (
            <span className="figures leading-5 text-ink-3">
              {upload.width} × {upload.height}
            </span>
          )}
          <span className="figures leading-5 text-ink-3">{formatBytes(upload.file_size)}</span>
          <span className="text-ink-3">{momentWords(upload.created_at)}</span>
        </p>
      </div>
      <div className="flex items-center gap-2">
        <Segments
          label="Copy as"
          className="max-md:flex-1"
          value={format}
          options={FORMATS.map((value) => ({ value, label: FORMAT_WORDS[value] }))}
          onChange={setFormat}
        />
        <Button variant="go" kbd="C" onClick={() => void actions.copy([upload], format)}>
          <Copy className="size-3.5" aria-hidden />
          Copy
        </Button>
      </div>
    </section>
  );
}

function Gone() {
  return (
    <div className="grid flex-1 content-center px-4 pb-[120px] md:px-[72px]">
      <h1 className="text-[24px]/8 font-semibold tracking-[-0.024em] md:text-statement">
        There is no such file.
      </h1>
      <p className="mt-2 text-reading text-ink-2">
        It may be in the <TextLink to="/trash">trash</TextLink>, or it was deleted for good.{" "}
        <TextLink to="/library">Back to the library</TextLink>
      </p>
    </div>
  );
}

function TextLink({ to, children }: { to: string; children: string }) {
  return (
    <Link to={to} className="underline decoration-edge underline-offset-3">
      {children}
    </Link>
  );
}
