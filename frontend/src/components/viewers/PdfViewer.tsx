import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";

import { rowAt, startsOf } from "@/hooks/rowSpans";
import { useHotkeys } from "@/hooks/useHotkeys";
import { useVirtualRows } from "@/hooks/useVirtualRows";
import { counted, formatBytes, formatNumber } from "@/lib/format";

import { BarWords, Pane } from "./Pane";
import type { PDFDocumentProxy } from "./pdf";
import { openPdf, reasonOfPdf } from "./pdf";
import "./pdf.css";
import { PdfPage } from "./PdfPage";
import { Reading } from "./Reading";
import type { ViewerProps } from "./viewed";
import type { Size } from "./zoom";
import { stepFrom } from "./zoom";
import { ZoomBar } from "./ZoomBar";

/** A point is 1/72 of an inch, a pixel of CSS 1/96: this is as large as on paper. */
const PAPER = 96 / 72;
const GAP_PX = 12;
const MARGIN_PX = 16;
const WIDEST_FIT = 1.75;
const [SMALLEST, LARGEST] = [0.25, 5];

/** A PDF, page by page; only those in sight are drawn. */
export function PdfViewer({ file, onFail }: ViewerProps) {
  const [pdf, setPdf] = useState<PDFDocumentProxy | null>(null);
  const [first, setFirst] = useState<Size | null>(null);
  const { source, size } = file;
  useEffect(() => {
    let gone = false;
    const { document: opening, close } = openPdf(source, size);
    void opening
      .then(async (opened) => {
        const { width, height } = (await opened.getPage(1)).getViewport({ scale: 1 });
        if (gone) return;
        setFirst({ width, height });
        setPdf(opened);
      })
      .catch((error: unknown) => {
        const why = reasonOfPdf(error);
        if (!gone && why !== null) onFail(why);
      });
    return () => {
      gone = true;
      close();
    };
  }, [source, size, onFail]);
  return pdf && first ? <Pages pdf={pdf} first={first} name={file.name} size={size} /> : <Reading />;
}

function Pages({ pdf, first, name, size }: { pdf: PDFDocumentProxy; first: Size; name: string; size: number }) {
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [sizes, setSizes] = useState<ReadonlyMap<number, Size>>(() => new Map([[1, first]]));
  const { scale, fit, zoom, setZoom } = useScale(scroller, first);
  const onSize = useCallback((number: number, of: Size) => {
    setSizes((now) => (same(now.get(number), of) ? now : new Map(now).set(number, of)));
  }, []);
  const sizeOf = (index: number) => sizes.get(index + 1) ?? first;
  const heights = useMemo(
    () => Array.from({ length: pdf.numPages }, (_, index) => Math.round((sizes.get(index + 1) ?? first).height * scale) + GAP_PX),
    [pdf, sizes, first, scale],
  );
  useKeptPlace(scroller, heights);
  const { rows, total, top, scrollTo } = useVirtualRows({ scroller, heights, offset: MARGIN_PX });
  const step = (up: boolean) => {
    setZoom(Math.min(LARGEST, Math.max(SMALLEST, stepFrom(scale / PAPER, up))) * PAPER);
  };
  const toggle = () => {
    setZoom(zoom === null ? PAPER : null);
  };
  useHotkeys({ "+": () => { step(true); }, "=": () => { step(true); }, "-": () => { step(false); }, 0: () => { setZoom(null); } });
  const widest = Math.max(...rows.map(({ index }) => sizeOf(index).width * scale), fit * first.width);
  return (
    <Pane
      label={`Pages of ${name}`}
      scroller={setScroller}
      className="bg-ground"
      bar={
        <>
          <PageNumber page={(top ?? 0) + 1} pages={pdf.numPages} onGo={(page) => { scrollTo(page - 1, "start"); }} />
          <BarWords>{pdf.numPages === 1 ? "" : <span className="sr-only">{`${counted(pdf.numPages, "page")}, ${formatBytes(size)}`}</span>}</BarWords>
          <ZoomBar scale={scale / PAPER} label={zoom === null ? "as large as on paper" : "as wide as the window"} onStep={step} onToggle={toggle} />
        </>
      }
    >
      <div className="relative mx-auto" style={{ height: total + MARGIN_PX, width: widest + 2 * MARGIN_PX }}>
        {rows.map(({ index, start }) => {
          const { width, height } = sizeOf(index);
          return (
            <div
              key={index}
              role="group"
              aria-label={`Page ${index + 1}`}
              className="absolute left-1/2 -translate-x-1/2 overflow-hidden bg-raised shadow-[0_0_0_1px_var(--line)]"
              style={{ top: start + MARGIN_PX, width: Math.round(width * scale), height: Math.round(height * scale) }}
            >
              <PdfPage document={pdf} number={index + 1} scale={scale} onSize={onSize} />
            </div>
          );
        })}
      </div>
    </Pane>
  );
}

/** How large pages are drawn: as wide as the window, until somebody asks for something else. */
function useScale(scroller: HTMLElement | null, first: Size) {
  const [width, setWidth] = useState(0);
  const [zoom, setZoom] = useState<number | null>(null);
  useEffect(() => {
    if (!scroller) return undefined;
    const observer = new ResizeObserver(() => { setWidth(scroller.clientWidth); });
    observer.observe(scroller);
    return () => {
      observer.disconnect();
    };
  }, [scroller]);
  const fit = Math.min(WIDEST_FIT, Math.max(0.1, (width - 2 * MARGIN_PX) / first.width));
  const scale = zoom ?? fit;
  return { scale, fit, zoom, setZoom };
}

/** Pages grow and shrink, by a zoom or because their real size came to be known: what is read stays where it is. */
function useKeptPlace(scroller: HTMLElement | null, heights: readonly number[]): void {
  const before = useRef(heights);
  const place = useRef(0);
  useEffect(() => {
    if (!scroller) return undefined;
    const look = () => { place.current = scroller.scrollTop; };
    scroller.addEventListener("scroll", look, { passive: true });
    return () => {
      scroller.removeEventListener("scroll", look);
    };
  }, [scroller]);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = heights;
    // Not what the scroller says now: shorter pages may have moved it already.
    const y = place.current - MARGIN_PX;
    if (!scroller || old === heights || y <= 0) return;
    const starts = startsOf(old);
    const at = rowAt(starts, y);
    const part = (y - (starts[at] ?? 0)) / (old[at] ?? 1);
    scroller.scrollTop = Math.ceil((startsOf(heights)[at] ?? 0) + part * (heights[at] ?? 0)) + MARGIN_PX;
    place.current = scroller.scrollTop;
  }, [scroller, heights]);
}

function PageNumber({ page, pages, onGo }: { page: number; pages: number; onGo: (page: number) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const go = () => {
    const wanted = Number(typed);
    setTyped(null);
    if (typed && Number.isInteger(wanted)) onGo(Math.min(pages, Math.max(1, wanted)));
  };
  if (pages === 1) return <span>1 page</span>;
  return (
    <form
      className="flex flex-none items-center gap-1.5 whitespace-nowrap"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <input
        aria-label={`Page, of ${pages}`}
        inputMode="numeric"
        value={typed ?? String(page)}
        className="figures h-7 w-12 rounded-md border border-edge bg-raised px-2 text-end text-ink coarse:h-9"
        onFocus={(event) => { event.target.select(); }}
        onChange={(event) => { setTyped(event.target.value); }}
        onBlur={go}
      />
      <span>of {formatNumber(pages)}</span>
    </form>
  );
}

function same(a: Size | undefined, b: Size): boolean {
  return a?.width === b.width && a.height === b.height;
}
