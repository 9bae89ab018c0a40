import { useQuery } from "@tanstack/react-query";
import type { CSSProperties } from "react";
import { useState } from "react";

import { formatBytes } from "@/lib/format";

import { drawable, kindOf, trueEndingOf, typeWord } from "./kinds";
import { addressOf, signedLinks } from "./picture";
import type { Upload } from "./requests";

/** Text up to this size is shown; more is for an editor. */
const LARGEST_TEXT = 200_000;

/** The file itself, as far as a browser can show it. */
export function Stage({ upload }: { upload: Upload }) {
  return (
    <div className="relative grid min-h-0 min-w-0 place-items-center overflow-hidden bg-ground md:p-6">
      <Shown key={upload.id} upload={upload} />
    </div>
  );
}

function Shown({ upload }: { upload: Upload }) {
  const [failed, setFailed] = useState(false);
  // The first address is kept: a renewed signature must not start a video again.
  const [source] = useState(() => addressOf(upload, signedLinks, Date.now()));
  const kind = kindOf(upload);
  const fail = () => {
    setFailed(true);
  };
  if (failed) return <KindCard upload={upload} />;
  if (kind === "image" && drawable(upload.mime_type)) {
    return <Still upload={upload} source={source} onFail={fail} />;
  }
  if (kind === "video") {
    return (
      // What people upload has no captions of its own.
      // eslint-disable-next-line jsx-a11y/media-has-caption
      <video
        src={source}
        controls
        preload="metadata"
        aria-label={upload.original_filename}
        className="max-h-full w-full max-w-full bg-ink"
        onError={fail}
      />
    );
  }
  if (kind === "audio") {
    return (
      <div className="grid w-full max-w-[520px] gap-6 p-6">
        <KindCard upload={upload} />
        {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
        <audio
          src={source}
          controls
          preload="metadata"
          aria-label={upload.original_filename}
          className="w-full"
          onError={fail}
        />
      </div>
    );
  }
  if (kind === "text" && upload.file_size > 0 && upload.file_size <= LARGEST_TEXT) {
    return <Text upload={upload} source={source} />;
  }
  return <KindCard upload={upload} />;
}

interface StillProps {
  upload: Upload;
  source: string;
  onFail: () => void;
}

/** A picture as large as it is, or as the stage is; its box is there before it has loaded. */
function Still({ upload, source, onFail }: StillProps) {
  const { width, height } = upload;
  const known = width !== null && height !== null && height > 0;
  return (
    <span className="grid size-full place-items-center xl:[container-type:size]">
      <img
        src={source}
        alt={upload.original_filename}
        className={`block h-auto max-w-full shadow-[0_0_0_1px_var(--line)] ${known ? BOXED : "max-h-full"}`}
        style={known ? { "--w": `${width}px`, "--a": String(width / height) } as CSSProperties : undefined}
        onError={onFail}
      />
    </span>
  );
}

const BOXED =
  "aspect-(--a) w-[min(100%,var(--w))] xl:w-[min(100cqw,var(--w),calc(100cqh*var(--a)))]";

function Text({ upload, source }: { upload: Upload; source: string }) {
  const { data, error } = useQuery({
    queryKey: ["text", upload.id, upload.file_hash],
    queryFn: async ({ signal }) => {
      const answer = await fetch(source, { signal, credentials: "omit" });
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    },
    staleTime: Infinity,
    retry: false,
  });
  if (error) return <KindCard upload={upload} />;
  return (
    <pre
      // What scrolls must be reachable by keyboard (WCAG 2.1.1).
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label={`Text of ${upload.original_filename}`}
      aria-busy={data === undefined}
      className="size-full max-h-full overflow-auto border-line bg-raised px-4 py-3.5 font-mono text-[12px]/[19px] tracking-[-0.01em] text-ink max-md:max-h-[60vh] max-md:min-h-40 md:rounded-md md:border"
    >
      {data}
    </pre>
  );
}

/** What cannot be shown says what it is. */
function KindCard({ upload }: { upload: Upload }) {
  const ending = trueEndingOf(upload);
  return (
    <div className="grid justify-items-center gap-2 px-6 py-16 text-center">
      <span className="font-mono text-[44px]/[52px] font-medium tracking-[-0.045em]">
        <span className="text-ink-3">.</span>
        {ending || kindOf(upload)}
      </span>
      <span className="text-ink-3">
        {upload.file_size === 0 ? "This file is empty." : `${typeWord(upload)}, ${formatBytes(upload.file_size)}`}
      </span>
    </div>
  );
}
