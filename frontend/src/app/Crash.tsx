import { isRouteErrorResponse, useRouteError } from "react-router";

import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";

/** A page broke. `within`: inside the shell, which goes on working, and so do the uploads. */
export function Crash({ within = false }: { within?: boolean }) {
  const outdated = isOutdated(useRouteError());
  return (
    <div className={within ? "px-4 pt-6 md:px-6" : "mx-auto max-w-[1120px] px-4 md:px-6"} role="alert">
      {!within && <Mark className="my-6 size-5" />}
      <h1 className="text-statement font-semibold max-md:text-[24px]/8">{outdated ? "There is a newer BulletDrop." : "This page broke."}</h1>
      <p className="mt-2 mb-5 max-w-[60ch] text-reading text-ink-2">
        {outdated
          ? "The host was updated while this page was open. Load it again to go on; nothing is lost."
          : "Your files and links are untouched. Load the page again; if it breaks again, tell whoever runs this host."}
      </p>
      <Button variant="ink" onClick={() => { window.location.reload(); }}>
        Load again
      </Button>
    </div>
  );
}

/** A chunk of the version before is not there any more. */
function isOutdated(error: unknown): boolean {
  if (isRouteErrorResponse(error)) return false;
  return error instanceof Error && /dynamically imported module|module script failed|Failed to fetch/i.test(error.message);
}
