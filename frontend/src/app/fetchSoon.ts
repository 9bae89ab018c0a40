import { PAGES_OF_AN_ACCOUNT } from "./pages";

/** What a page opens later: fetched while nothing else is to do, so that it opens at once, and offline too. */
const LATER = [
  ...PAGES_OF_AN_ACCOUNT.map(({ load }) => load),
  () => import("@/pages/settings/ProfilePage"),
  () => import("@/features/upload/TextSheet"),
  () => import("@/features/upload/OptionsPanel"),
  () => import("@/features/upload/LandingLine"),
  () => import("@/features/upload/LandedNote"),
  () => import("@/features/library/FilterMenus"),
  () => import("@/features/library/ActionMenu"),
  () => import("@/features/library/BulkBar"),
  () => import("@/features/library/EditDialog"),
  () => import("@/features/library/FormatMenu"),
  () => import("./CommandMenu"),
  () => import("./MeMenu"),
];

const AT_LATEST_MS = 4_000;
const SIGNS = ["pointermove", "keydown", "dragenter"] as const;

/** At the first sign of a person, and after some seconds in any case. Ends by the function that it returns. */
export function fetchSoon(): () => void {
  const timer = setTimeout(fetchNow, AT_LATEST_MS);
  for (const sign of SIGNS) window.addEventListener(sign, fetchNow, { passive: true });
  return stop;

  function fetchNow(): void {
    stop();
    for (const load of LATER) load().catch(() => undefined);
  }

  function stop(): void {
    clearTimeout(timer);
    for (const sign of SIGNS) window.removeEventListener(sign, fetchNow);
  }
}
