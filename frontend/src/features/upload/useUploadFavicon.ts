import { useEffect } from "react";

import { ringIcon, step, titled } from "./favicon";
import { isBusy } from "./totals";
import { useQueue } from "./uploads";

/** While uploads run, the tab's icon and title say how far they are; afterwards both are as before. */
export function useUploadFavicon(): void {
  const { totals } = useQueue();
  const fraction = isBusy(totals)
    ? step(totals.fraction, matchMedia("(prefers-reduced-motion: reduce)").matches)
    : null;

  useEffect(() => {
    if (fraction === null) return undefined;
    const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    const address = icon?.getAttribute("href");
    icon?.setAttribute("href", ringIcon(fraction));
    const stop = keepTitle(fraction);
    return () => {
      stop();
      if (address) icon?.setAttribute("href", address);
    };
  }, [fraction]);
}

/** Pages set the title of their own while uploads run. */
function keepTitle(fraction: number): () => void {
  const write = () => {
    const title = titled(document.title, fraction);
    if (document.title !== title) document.title = title;
  };
  write();
  const observer = new MutationObserver(write);
  observer.observe(document.head, { childList: true, subtree: true, characterData: true });
  return () => {
    observer.disconnect();
    document.title = titled(document.title, null);
  };
}
