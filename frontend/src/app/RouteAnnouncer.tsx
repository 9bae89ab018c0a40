import { useEffect, useRef, useState } from "react";

import { titled } from "@/features/upload/favicon";
import { useLocation } from "react-router";

/** Long enough to be picked up; after that it would only be found twice by who reads the page to its end. */
const TOLD_MS = 3_000;

/** A step within the app loads no page, so nothing would be read: this tells the new title, once it is set, and without how far the uploads are. */
export function RouteAnnouncer() {
  const { pathname } = useLocation();
  const [title, setTitle] = useState("");
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return undefined;
    last.current = pathname;
    const telling = setTimeout(() => {
      setTitle(titled(document.title, null));
      focusIfLost();
    }, 150);
    const told = setTimeout(() => {
      setTitle("");
    }, TOLD_MS);
    return () => {
      clearTimeout(telling);
      clearTimeout(told);
    };
  }, [pathname]);
  return (
    <p role="status" className="sr-only">
      {title}
    </p>
  );
}

/** Where the link that was pressed is gone with its page, reading goes on at the new page's start. */
function focusIfLost(): void {
  if (document.activeElement === document.body) document.querySelector<HTMLElement>("main")?.focus();
}
