// A chunk of its own, which the browser runs beside the page. The host gives it a policy of its own (webapp.py): its
// decoders of scanned pages are WebAssembly.
import "pdfjs-dist/legacy/build/pdf.worker.mjs";
