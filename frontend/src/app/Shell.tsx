import { Outlet, useMatches } from "react-router";

import { UploadProvider, useUploads } from "@/features/upload/UploadProvider";
import { UploadTray } from "@/features/upload/UploadTray";
import { useUser } from "@/api/client";

import { PhoneBar, PhoneNav } from "./PhoneBars";
import type { Handle } from "./router";
import { Shortcuts } from "./Shortcuts";
import { Sidebar } from "./Sidebar";
import { useLanded } from "./useLanded";

/** Around every page of an account: the ways to go, the page, and the tray at its foot. */
export function Shell() {
  return (
    <UploadProvider onLanded={useLanded()}>
      <Frame />
    </UploadProvider>
  );
}

function Frame() {
  const user = useUser();
  const { choose } = useUploads();
  const title = useTitle();
  return (
    <div className="grid h-dvh grid-cols-[minmax(0,1fr)] md:grid-cols-[56px_minmax(0,1fr)] xl:grid-cols-[224px_minmax(0,1fr)]">
      <a href="#content" className="fixed start-3 top-3 z-toast rounded-md bg-ink px-3 py-1.5 font-medium text-paper not-focus:sr-only">
        Skip to the page
      </a>
      <Sidebar user={user} />
      <div className="flex min-h-0 min-w-0 flex-col">
        {title !== null && <PhoneBar title={title} user={user} />}
        <main id="content" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
          <Outlet />
        </main>
        <UploadTray />
        <PhoneNav onUpload={choose} />
      </div>
      <Shortcuts />
    </div>
  );
}

/** The innermost page's title; null where it has a bar of its own. */
function useTitle(): string | null {
  const matches = useMatches();
  const handle = matches.findLast((match) => match.handle !== undefined)?.handle as Handle | undefined;
  return handle ? handle.title : "BulletDrop";
}
