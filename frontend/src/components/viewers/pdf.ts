import type { PDFDocumentLoadingTask, PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist";
import { getDocument, PDFWorker } from "pdfjs-dist/legacy/build/pdf.mjs";

export { TextLayer } from "pdfjs-dist/legacy/build/pdf.mjs";
export type { PDFDocumentProxy, PDFPageProxy };

// What a document may need besides itself: how Asian encodings map, the two fonts of signs that no system has, decoders.
const DATA: Record<string, string> = import.meta.glob(
  ["/node_modules/pdfjs-dist/cmaps/*.bcmap", "/node_modules/pdfjs-dist/standard_fonts/Foxit{Symbol,Dingbats}.pfb", "/node_modules/pdfjs-dist/wasm/*.wasm"],
  { query: "?url", import: "default", eager: true },
);
const FOLDERS = { cMapUrl: "cmaps/", standardFontDataUrl: "standard_fonts/", wasmUrl: "wasm/" } as const;
/** Of larger ones only the pages that are looked at are fetched. */
const LARGEST_AT_ONCE = 30_000_000;

/** Fetches those from our own host, under the names that the build gave them. */
class DataFactory {
  async fetch({ kind, filename }: { kind: keyof typeof FOLDERS; filename: string }): Promise<Uint8Array> {
    const address = DATA[`/node_modules/pdfjs-dist/${FOLDERS[kind]}${filename}`];
    if (!address) throw new Error(`There is no ${filename}.`);
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    return new Uint8Array(await answer.arrayBuffer());
  }
}

export interface OpenPdf {
  document: Promise<PDFDocumentProxy>;
  close: () => void;
}

export function openPdf(source: string, size: number): OpenPdf {
  const port = new Worker(new URL("./pdf.worker.ts", import.meta.url), { type: "module" });
  const worker = PDFWorker.create({ port, verbosity: 0 });
  const task: PDFDocumentLoadingTask = getDocument({
    url: source,
    worker,
    withCredentials: false,
    // Nothing of a document is run.
    isEvalSupported: false,
    enableXfa: false,
    disableAutoFetch: size > LARGEST_AT_ONCE,
    rangeChunkSize: 262_144,
    useWorkerFetch: false,
    BinaryDataFactory: DataFactory,
    ...FOLDERS,
    verbosity: 0,
  });
  return {
    document: task.promise,
    close: () => {
      void task.destroy().finally(() => {
        worker.destroy();
        port.terminate();
      });
    },
  };
}

/** Why it can't be shown, in a sentence; null where it only was closed. */
export function reasonOfPdf(error: unknown): string | null {
  const name = error instanceof Error ? error.name : "";
  if (name === "AbortException" || name === "RenderingCancelledException") return null;
  if (name === "PasswordException") return "It is locked with a password. Download it to open it.";
  if (name === "InvalidPDFException" || name === "FormatError") return "It is broken, or not quite a PDF.";
  return "Its pages couldn't be loaded. Download it to open it.";
}

export interface PdfLink {
  /** Left, top, width, height, in hundredths of the page. */
  box: readonly [number, number, number, number];
  url: string;
}

interface Annotation {
  subtype?: string;
  url?: string;
  rect?: number[];
}

/** The links of a page that lead to the web; whatever else a document would do is left out. */
export async function linksOf(page: PDFPageProxy): Promise<PdfLink[]> {
  const viewport = page.getViewport({ scale: 1 });
  const annotations = (await page.getAnnotations()) as Annotation[];
  return annotations.flatMap(({ subtype, url, rect }) => {
    if (subtype !== "Link" || !url || !rect || !/^(https?:|mailto:)/i.test(url)) return [];
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = viewport.convertToViewportRectangle(rect) as number[];
    const part = (value: number, whole: number) => (value / whole) * 100;
    const { width, height } = viewport;
    const box = [part(Math.min(x1, x2), width), part(Math.min(y1, y2), height), part(Math.abs(x2 - x1), width), part(Math.abs(y2 - y1), height)] as const;
    return [{ box, url }];
  });
}
