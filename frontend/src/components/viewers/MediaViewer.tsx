import type { ReactNode } from "react";
import { useState } from "react";

import type { ViewerProps } from "./viewed";

export const CANT_PLAY = "This browser can't play it.";

interface MediaProps extends ViewerProps {
  /** A picture of it by the host, null where there is none. */
  picture: string | null;
}

export function VideoViewer({ file, picture, onFail, width, height }: MediaProps & { width: number | null; height: number | null }) {
  const known = width !== null && height !== null && height > 0;
  return (
    // What people upload has no captions of its own.
    // eslint-disable-next-line jsx-a11y/media-has-caption
    <video
      src={file.source}
      poster={picture ?? undefined}
      controls
      playsInline
      preload="metadata"
      aria-label={file.name}
      // Its box is there before it has loaded.
      className="max-h-full w-full max-w-full bg-ground object-contain max-xl:max-h-[68svh] md:rounded-sm"
      style={known ? { aspectRatio: `${width} / ${height}` } : undefined}
      onError={() => { onFail(CANT_PLAY); }}
    />
  );
}

/** Sound: its cover or its wave above the controls, and what it is where there is neither. */
export function AudioViewer({ file, picture, onFail, children }: MediaProps & { children: ReactNode }) {
  const [broken, setBroken] = useState(false);
  return (
    <div className="grid w-full max-w-[560px] gap-4 p-6">
      {picture && !broken ? (
        <img
          src={picture}
          alt=""
          className="mx-auto block max-h-[min(42svh,360px)] max-w-full rounded-sm"
          onError={() => { setBroken(true); }}
        />
      ) : (
        children
      )}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <audio src={file.source} controls preload="metadata" aria-label={file.name} className="w-full" onError={() => { onFail(CANT_PLAY); }} />
    </div>
  );
}
