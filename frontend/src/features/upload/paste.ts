export type Pasted = { kind: "files"; files: File[] } | { kind: "text"; text: string } | null;

/** What a paste brings; null when it belongs to a field or holds nothing that can be sent. */
export function pastedFrom(data: DataTransfer | null, target: EventTarget | null, at: Date): Pasted {
  if (!data || isField(target)) return null;
  const files = Array.from(data.files);
  if (files.length > 0) return { kind: "files", files: files.map((file) => named(file, at)) };
  const text = data.getData("text/plain");
  return text.trim() === "" ? null : { kind: "text", text };
}

export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable || target.matches("input, textarea, select, [contenteditable='true']")
  );
}

/** Browsers call every picture from the clipboard "image.png"; that tells nobody anything. */
function named(file: File, at: Date): File {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const ending = file.name.slice(file.name.lastIndexOf("."));
  return new File([file], pasteName(at, ending), { type: file.type, lastModified: at.getTime() });
}

/** "paste-2026-11-24-094107.png", in local time. */
export function pasteName(at: Date, ending: string): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  return `paste-${day}-${time}${ending}`;
}

const GUESSES: readonly [RegExp, string, string][] = [
  [/^#!.*\b(?:ba|z|k)?sh\b/, ".sh", "a shell script"],
  [/^#!.*\bpython/, ".py", "Python"],
  [/^(?:diff --git |--- \S+.*\n\+\+\+ |@@ -\d)/m, ".diff", "a diff"],
  [/^\s*(?:SELECT|INSERT INTO|CREATE TABLE|UPDATE)\b[\s\S]*;\s*$/i, ".sql", "SQL"],
  [/^(?:from \S+ import |import \w+$|def \w+\(.*\).*:$|class \w+.*:$)/m, ".py", "Python"],
  [/^(?:use \w+::|fn \w+|pub (?:fn|struct|enum) |impl[ <])/m, ".rs", "Rust"],
  [/^(?:package \w+$|func \w+\()/m, ".go", "Go"],
  [/^(?:import .* from ["']|export (?:const|function|default) |interface \w+ \{)/m, ".ts", "TypeScript"],
  [/^(?:const|let|var) \w+ = |=> \{|^function \w+\(/m, ".js", "JavaScript"],
  [/^#{1,3} \S|^\s*[-*] \[[ x]\] |\]\(https?:\/\//m, ".md", "Markdown"],
];

export interface Guess {
  ending: string;
  /** As it stands after "Looks like". */
  language: string;
}

/** A cheap guess from the look of the text; the person sees it and may choose another name. */
export function guessLanguage(text: string): Guess {
  if (isJson(text)) return { ending: ".json", language: "JSON" };
  const head = text.slice(0, 4_000);
  const hit = GUESSES.find(([pattern]) => pattern.test(head));
  return hit ? { ending: hit[1], language: hit[2] } : { ending: ".txt", language: "plain text" };
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
