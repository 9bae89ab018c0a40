export interface Sheet {
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** Columns that hold nothing but figures: they stand on the right. */
  figures: readonly boolean[];
  /** How many characters are worth to be shown of each column. */
  widths: readonly number[];
}

const SEPARATORS = [",", ";", "\t", "|"];
const SAMPLE_ROWS = 200;
const NARROWEST = 4;
const WIDEST = 48;
const FIGURE = /^[-+]?[\d\s.,'\u00a0\u202f]*\d\s?(%|€|\$|£)?$/;

/** A table from text (RFC 4180, and what people make of it); null where it is none. */
export function sheetOf(text: string): Sheet | null {
  const all = parseCsv(text, separatorOf(text));
  const [head, ...rows] = all;
  const columns = Math.max(...all.slice(0, SAMPLE_ROWS).map((row) => row.length));
  if (!head || (columns < 2 && rows.length === 0)) return null;
  const indexes = Array.from({ length: columns }, (_, index) => index);
  const sample = rows.slice(0, SAMPLE_ROWS);
  return {
    head: indexes.map((index) => head[index] ?? ""),
    rows,
    figures: indexes.map((index) => {
      const filled = sample.map((row) => row[index] ?? "").filter((cell) => cell !== "");
      return filled.length > 0 && filled.every((cell) => FIGURE.test(cell));
    }),
    widths: indexes.map((index) => {
      const longest = Math.max(head[index]?.length ?? 0, ...sample.map((row) => row[index]?.length ?? 0));
      return Math.min(WIDEST, Math.max(NARROWEST, longest));
    }),
  };
}

/** The sign that stands most often in the first line, outside of quotes. */
export function separatorOf(text: string): string {
  const first = (/^(?:"[^"]*"|[^"\r\n])*/.exec(text)?.[0] ?? "").replace(/"[^"]*"/g, "");
  const counts = SEPARATORS.map((separator) => first.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ",";
}

export function parseCsv(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const { cell, end } = text[at] === '"' ? quoted(text, at, separator) : bare(text, at, separator);
    row.push(cell);
    at = end;
    if (text[at] === separator) {
      at += 1;
      if (at === text.length) row.push("");
      continue;
    }
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
    // An empty line is no row.
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

function bare(text: string, start: number, separator: string): { cell: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end += 1;
  return { cell: text.slice(start, end).trim(), end };
}

/** Up to its closing quote; what follows that before the next separator, as nobody should write it, belongs to it. */
function quoted(text: string, start: number, separator: string): { cell: string; end: number } {
  let cell = "";
  let at = start + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0) return { cell: cell + text.slice(at), end: text.length };
    cell += text.slice(at, close);
    at = close + 1;
    if (text[at] !== '"') break;
    cell += '"';
    at += 1;
  }
  const rest = bare(text, at, separator);
  return { cell: cell + rest.cell, end: rest.end };
}
