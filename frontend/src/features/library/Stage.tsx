import { Suspense, useCallback, useState } from "react";

import { ImageViewer } from "@/components/viewers/ImageViewer";
import { AudioViewer, VideoViewer } from "@/components/viewers/MediaViewer";
import { Reading } from "@/components/viewers/Reading";
import type { ViewerProps } from "@/components/viewers/viewed";
import { formatBytes } from "@/lib/format";
import { HELD_BACK } from "@/lib/heldBack";
import { lazyPart } from "@/lib/lazyPart";

import { KindCard } from "./KindCard";
import { kindOf, mayBeSeenThrough } from "./kinds";
import { addressOf, largePicturesOf, signedLinks, thumbnailOf } from "./picture";
import { placeholderOf } from "./placeholder";
import type { Upload } from "./requests";
import { listContents } from "./requests";

const TextViewer = lazyPart(async () => ({ default: (await import("@/components/viewers/TextViewer")).TextViewer }));
const PdfViewer = lazyPart(async () => ({ default: (await import("@/components/viewers/PdfViewer")).PdfViewer }));
const ArchiveViewer = lazyPart(async () => ({ default: (await import("@/components/viewers/ArchiveViewer")).ArchiveViewer }));

const LARGEST_PDF = 300_000_000;

/** The file itself, as far as a browser can show it. */
export function Stage({ upload }: { upload: Upload }) {
  return (
    <div className="relative grid min-h-0 min-w-0 place-items-center overflow-hidden bg-ground md:p-6">
      <Suspense fallback={<Reading />}>
        {upload.status === "held" ? <KindCard upload={upload} why={HELD_BACK} /> : <Shown key={upload.id} upload={upload} />}
      </Suspense>
    </div>
  );
}

function Shown({ upload }: { upload: Upload }) {
  // Null while it can be shown; else why it can't.
  const [failed, setFailed] = useState<string | null>(null);
  // The first address is kept: a renewed signature must not start a video again.
  const [source] = useState(() => addressOf(upload, signedLinks, Date.now()));
  const onFail = useCallback((why: string) => { setFailed(why); }, []);
  const file = { id: `${upload.id}:${upload.file_hash}`, source, name: upload.original_filename, type: upload.mime_type, size: upload.file_size };
  if (failed !== null || upload.file_size === 0) return <KindCard upload={upload} why={failed ?? ""} />;
  return <Viewer upload={upload} file={file} onFail={onFail} />;
}

function Viewer({ upload, file, onFail }: ViewerProps & { upload: Upload }) {
  switch (kindOf(upload)) {
    case "image":
      return <Picture upload={upload} source={file.source} onFail={onFail} />;
    case "video":
      return <VideoViewer file={file} picture={thumbnailOf(upload, signedLinks, Date.now())} width={upload.width} height={upload.height} onFail={onFail} />;
    case "audio":
      return (
        <AudioViewer file={file} picture={thumbnailOf(upload, signedLinks, Date.now())} onFail={onFail}>
          <KindCard upload={upload} />
        </AudioViewer>
      );
    case "text":
      return <TextViewer file={file} />;
    case "pdf":
      if (upload.file_size <= LARGEST_PDF) return <PdfViewer file={file} onFail={onFail} />;
      return <KindCard upload={upload} why={`${formatBytes(upload.file_size)} is over the ${formatBytes(LARGEST_PDF)} that are shown here.`} />;
    case "archive":
      return <ArchiveViewer file={file} load={(signal) => listContents(upload.id, signal)} onFail={onFail} />;
    default:
      return <KindCard upload={upload} />;
  }
}

function Picture({ upload, source, onFail }: { upload: Upload; source: string; onFail: (why: string) => void }) {
  const [sources] = useState(() => largePicturesOf(upload, source, signedLinks, Date.now()));
  const [placeholder] = useState(() => placeholderOf(upload.placeholder));
  const { width, height } = upload;
  if (sources.length === 0) return <KindCard upload={upload} />;
  return (
    <ImageViewer
      sources={sources}
      name={upload.original_filename}
      size={width !== null && height !== null && height > 0 ? { width, height } : null}
      seeThrough={mayBeSeenThrough(upload.mime_type)}
      placeholder={placeholder}
      onFail={() => { onFail(""); }}
    />
  );
}
