import { Suspense } from "react";
import { Outlet, Route, Routes } from "react-router";

import { Crash } from "./Crash";
import { GuestsOnly, HomeOrLibrary, SignedIn } from "./gates";
import { LazyShell, pages, PAGES_OF_AN_ACCOUNT } from "./pages";
import { RouteAnnouncer } from "./RouteAnnouncer";

const GUESTS = [pages.signIn, pages.register];
const ALL = [pages.setup, pages.notFound];

/** Which page stands at an address, for those who may see it. */
export function Ways() {
  return (
    <Crash>
      <Suspense>
        <Routes>
          <Route path={pages.home.path} element={<HomeOrLibrary><pages.home.Page /></HomeOrLibrary>} />
          <Route element={<GuestsOnly><Outlet /></GuestsOnly>}>{GUESTS.map(routeOf)}</Route>
          <Route element={<SignedIn><LazyShell><Outlet /></LazyShell></SignedIn>}>{PAGES_OF_AN_ACCOUNT.map(routeOf)}</Route>
          {ALL.map(routeOf)}
        </Routes>
      </Suspense>
      <RouteAnnouncer />
    </Crash>
  );
}

function routeOf({ path, Page }: (typeof pages)[keyof typeof pages]) {
  return <Route key={path} path={path} element={<Page />} />;
}
