import type { CSSProperties, KeyboardEvent, ReactNode } from "react";
import { useState } from "react";

import { useHotkeys } from "@/hooks/useHotkeys";
import { cx } from "@/lib/cx";

import { useZoom } from "./useZoom";
import type { Size } from "./zoom";
import { ZoomBar } from "./ZoomBar";

interface ImageViewerProps {
  /** Where it is, the best first; what does not load is passed over. */
  sources: readonly string[];
  name: string;
  /** As the host measured it: the box is there before the picture has loaded. */
  size: Size | null;
  /** Something may be seen through it. */
  seeThrough: boolean;
  /** A tiny picture for the time until then, as an address. */
  placeholder: string | null;
  onFail: () => void;
}

const MOVE_PX = 80;
const MOVES: Record<string, readonly [number, number]> = {
  ArrowLeft: [MOVE_PX, 0],
  ArrowRight: [-MOVE_PX, 0],
  ArrowUp: [0, MOVE_PX],
  ArrowDown: [0, -MOVE_PX],
};

/** A picture, whole or as close as one likes. */
export function ImageViewer({ size, ...props }: ImageViewerProps) {
  const [real, setReal] = useState<Size | null>(null);
  const known = real ?? size;
  const zoom = useZoom(known ?? UNKNOWN);
  const { atFit, fit, step, zoomTo, toggle } = zoom;
  useHotkeys({
    "+": () => { step(true); },
    "=": () => { step(true); },
    "-": () => { step(false); },
    0: () => { zoomTo(fit); },
  });
  return (
    <div className="flex size-full min-h-0 flex-col">
      <Field zoom={zoom} known={known}>
        <Drawn
          {...props}
          zoom={zoom}
          known={known}
          loaded={real !== null}
          // An SVG without a size of its own says 0 in some browsers.
          onLoad={({ naturalWidth: width, naturalHeight: height }) => { setReal(width > 0 ? { width, height } : (size ?? UNKNOWN)); }}
        />
      </Field>
      <ZoomBar
        scale={zoom.view.scale}
        label={atFit ? "show it closer" : "show all of it"}
        onStep={step}
        onToggle={() => { toggle(); }}
        className="flex-none self-center pt-2 max-md:py-1.5 max-xl:pb-2"
      />
    </div>
  );
}

type Zoom = ReturnType<typeof useZoom>;

/** Where the picture is looked at: it takes the pointer and, while the picture is larger than it, the arrows. */
function Field({ zoom: { ref, atFit, moveBy, pointers }, known, children }: { zoom: Zoom; known: Size | null; children: ReactNode }) {
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    // While all of it is seen the arrows lead to the neighbours, as everywhere on the page.
    if (atFit || !move || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    moveBy(...move, true);
  };
  return (
    // What the pointer does here, keys and the bar below do as well.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={ref}
      role="region"
      aria-label="Picture"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onKeyDown={onKeyDown}
      {...pointers}
      className={cx(BOX, atFit ? "cursor-zoom-in touch-pan-y" : "cursor-grab touch-none active:cursor-grabbing")}
      style={known ? ({ "--a": String(known.width / known.height), "--h": `${known.height}px` } as CSSProperties) : undefined}
    >
      {children}
    </div>
  );
}

interface DrawnProps extends Omit<ImageViewerProps, "size"> {
  zoom: Zoom;
  known: Size | null;
  loaded: boolean;
  onLoad: (image: HTMLImageElement) => void;
}

function Drawn({ sources, name, seeThrough, placeholder, zoom, known, loaded, onLoad, onFail }: DrawnProps) {
  const [place, setPlace] = useState(0);
  return (
    <img
      key={place}
      src={sources[place]}
      alt={name}
      draggable={false}
      className={cx(
        "absolute top-1/2 left-1/2 shadow-[0_0_0_1px_var(--line)] select-none",
        known ? "max-w-none" : "max-h-full max-w-full",
        seeThrough && loaded && CHECKS,
        zoom.smooth && "transition-[translate,scale] duration-(--base) ease-land",
        !zoom.ready && "invisible",
      )}
      style={looksOf(known, zoom, loaded ? null : placeholder)}
      onLoad={(event) => { onLoad(event.currentTarget); }}
      onError={() => {
        if (place + 1 < sources.length) setPlace(place + 1);
        else onFail();
      }}
    />
  );
}

const UNKNOWN: Size = { width: 640, height: 480 };
const BOX =
  "relative w-full min-h-0 flex-1 overflow-hidden outline-offset-[-2px] max-xl:flex-none max-xl:aspect-(--a,4/3) max-xl:min-h-30 max-xl:max-h-[min(68svh,max(var(--h,68svh),120px))]";
// The squares keep their size at every zoom.
const CHECKS =
  "bg-[repeating-conic-gradient(var(--sunk)_0_25%,var(--raised)_0_50%)] bg-size-[calc(16px/var(--k))_calc(16px/var(--k))]";

function looksOf(known: Size | null, { view, fit }: Zoom, placeholder: string | null): CSSProperties {
  const closer = view.scale / fit;
  return {
    // Laid out as large as it is when seen whole; the rest is a transform, which costs no layout.
    ...(known ? { width: known.width * fit, height: known.height * fit } : {}),
    translate: `calc(-50% + ${view.x}px) calc(-50% + ${view.y}px)`,
    scale: String(closer),
    // From here on people look for the pixels.
    imageRendering: view.scale >= 3 ? "pixelated" : undefined,
    ...(placeholder ? { backgroundImage: `url("${placeholder}")`, backgroundSize: "100% 100%" } : {}),
    "--k": String(closer),
  } as CSSProperties;
}
