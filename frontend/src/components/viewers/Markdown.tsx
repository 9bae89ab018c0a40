import { useMemo } from "react";

import { renderMarkdown } from "./markdown";
import "./markdown.css";

/** Markdown as it is meant to be read. */
export function Markdown({ text, source }: { text: string; source: string }) {
  const html = useMemo(() => renderMarkdown(text, [window.location.origin, new URL(source).origin]), [text, source]);
  // It went through DOMPurify on the line above.
  return <div className="markdown" dangerouslySetInnerHTML={{ __html: html }} />;
}
