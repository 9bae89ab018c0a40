import { useEffect, useRef, useState } from "react";

import { useLocation } from "react-router";

/** A step within the app loads no page, so nothing would be read: this tells the new title, once it is set. */
export function RouteAnnouncer() {
  const { pathname } = useLocation();
  const [title, setTitle] = useState("");
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return undefined;
    last.current = pathname;
    const timer = setTimeout(() => {
      setTitle(document.title);
      focusIfLost();
    }, 150);
    return () => {
      clearTimeout(timer);
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
