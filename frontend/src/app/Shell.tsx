import type { ReactNode } from "react";
import { Suspense, useEffect } from "react";

import { useUser } from "@/api/client";
import { chooseFiles } from "@/features/upload/door";
import { Uploads } from "@/features/upload/Uploads";
import { useLocation } from "react-router";

import { Crash } from "./Crash";
import { fetchSoon } from "./fetchSoon";
import { titleOf } from "./pages";
import { PhoneBar, PhoneNav } from "./PhoneBars";
import { Shortcuts } from "./Shortcuts";
import { Sidebar } from "./Sidebar";
import { useLanded } from "./useLanded";

/** Around every page of an account: the ways to go, the page, and the tray at its foot. */
export function Shell({ children }: { children: ReactNode }) {
  useEffect(fetchSoon, []);
  const user = useUser();
  const landed = useLanded();
  const title = titleOf(useLocation().pathname);
  return (
    <div className="grid h-dvh grid-cols-[minmax(0,1fr)] md:grid-cols-[56px_minmax(0,1fr)] xl:grid-cols-[224px_minmax(0,1fr)]">
      <a href="#content" className="fixed start-3 top-3 z-toast rounded-md bg-ink px-3 py-1.5 font-medium text-paper not-focus:sr-only">
        Skip to the page
      </a>
      <Sidebar user={user} />
      <div className="flex min-h-0 min-w-0 flex-col">
        {title !== null && <PhoneBar title={title} user={user} />}
        <main id="content" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
          <Crash within>
            <Suspense>{children}</Suspense>
          </Crash>
        </main>
        <Crash within>
          <Uploads onLanded={landed} />
        </Crash>
        <PhoneNav onUpload={chooseFiles} />
      </div>
      <Shortcuts />
    </div>
  );
}
