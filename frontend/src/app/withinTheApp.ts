/** Only a path of our own: an address from outside must not lead on after signing in. */
export function withinTheApp(next: string | null): string {
  if (!next?.startsWith("/")) return "/library";
  const url = new URL(next, window.location.origin);
  return url.origin === window.location.origin && url.pathname !== "/" ? url.pathname + url.search + url.hash : "/library";
}
