import type { CSSProperties } from "react";
import { useEffect, useRef, useState } from "react";

import type { PDFDocumentProxy, PDFPageProxy, PdfLink } from "./pdf";
import { linksOf, reasonOfPdf, TextLayer } from "./pdf";
import type { Size } from "./zoom";

/** More pixels than this a canvas may not have on some phones. */
const MOST_PIXELS = 16_000_000;

interface PdfPageProps {
  document: PDFDocumentProxy;
  number: number;
  scale: number;
  onSize: (number: number, size: Size) => void;
}

/** A page: its picture, its text over it, and its links over that. */
export function PdfPage({ document: pdf, number, scale, onSize }: PdfPageProps) {
  const [page, setPage] = useState<PDFPageProxy | null>(null);
  const [links, setLinks] = useState<readonly PdfLink[]>([]);
  const [broken, setBroken] = useState(false);
  const picture = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let gone = false;
    void pdf
      .getPage(number)
      .then(async (loaded) => {
        if (gone) return;
        const { width, height } = loaded.getViewport({ scale: 1 });
        onSize(number, { width, height });
        setPage(loaded);
        const found = await linksOf(loaded);
        if (!gone) setLinks(found);
      })
      .catch((error: unknown) => {
        if (!gone && reasonOfPdf(error)) setBroken(true);
      });
    return () => {
      gone = true;
    };
  }, [pdf, number, onSize]);

  useEffect(() => {
    if (!page || !picture.current) return undefined;
    return draw(page, scale, picture.current, () => { setBroken(true); });
  }, [page, scale]);

  useEffect(() => {
    if (!page || !text.current) return undefined;
    const container = text.current;
    const layer = new TextLayer({ textContentSource: page.streamTextContent(), container, viewport: page.getViewport({ scale: 1 }) });
    void layer.render().catch(() => undefined); // a page without its text is still a page
    return () => {
      layer.cancel();
      container.replaceChildren();
    };
  }, [page]);

  return (
    <div className="absolute inset-0" style={{ "--total-scale-factor": String(scale) } as CSSProperties}>
      {broken ? <p className="p-6 text-ink-3">This page couldn't be drawn.</p> : <div ref={picture} className="absolute inset-0 [&>canvas]:size-full" />}
      <div ref={text} className="pdf-text" />
      {links.map(({ url, box: [left, top, width, height] }, index) => (
        <a
          key={index}
          href={url}
          title={url}
          aria-label={url}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="absolute rounded-sm hover:bg-signal-wash/40"
          style={{ left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` }}
        />
      ))}
    </div>
  );
}

/** Draws beside what is shown, and puts it in its place when it is done: nothing flickers while somebody zooms. */
function draw(page: PDFPageProxy, scale: number, holder: HTMLElement, onBroken: () => void): () => void {
  const canvas = document.createElement("canvas");
  const { width, height } = page.getViewport({ scale: 1 });
  const dense = Math.min(scale * (window.devicePixelRatio || 1), Math.sqrt(MOST_PIXELS / (width * height)));
  const viewport = page.getViewport({ scale: dense });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  canvas.setAttribute("aria-hidden", "true");
  const task = page.render({ canvas, viewport });
  task.promise.then(
    () => { holder.replaceChildren(canvas); },
    (error: unknown) => {
      if (reasonOfPdf(error)) onBroken();
    },
  );
  return () => {
    task.cancel();
  };
}
