import type { ComponentType } from "react";
import type { RouteObject } from "react-router";
import { createBrowserRouter, Navigate } from "react-router";

import { Crash } from "./Crash";
import { GuestsOnly, HomeOrLibrary, SignedIn } from "./gates";
import { Root } from "./Root";

/** A page of its own chunk. */
function page(load: () => Promise<{ default: ComponentType }>) {
  return async () => ({ Component: (await load()).default });
}

/** The title that the phone's bar shows; pages set the document's title themselves. Null: the page has a bar of its own. */
export interface Handle {
  title: string | null;
}

const titled = (title: string | null): { handle: Handle } => ({ handle: { title } });

const ofAnAccount: RouteObject[] = [
  { path: "/library", ...titled("Library"), lazy: page(() => import("@/pages/LibraryPage")) },
  { path: "/files/:id", ...titled(null), lazy: page(() => import("@/pages/FilePage")) },
  { path: "/trash", ...titled("Trash"), lazy: page(() => import("@/pages/TrashPage")) },
  { path: "/devices/:client?", ...titled("Set up a device"), lazy: page(() => import("@/pages/DevicesPage")) },
  {
    path: "/settings",
    ...titled("Settings"),
    lazy: page(() => import("@/pages/SettingsPage")),
    children: [
      { index: true, element: <Navigate to="profile" replace /> },
      { path: "profile", lazy: page(() => import("@/pages/settings/ProfilePage")) },
      { path: "security", lazy: page(() => import("@/pages/settings/SecurityPage")) },
      { path: "appearance", lazy: page(() => import("@/pages/settings/AppearancePage")) },
      { path: "tokens", lazy: page(() => import("@/pages/settings/TokensPage")) },
    ],
  },
];

export const router = createBrowserRouter([
  {
    element: <Root />,
    errorElement: <Crash />,
    hydrateFallbackElement: <></>,
    children: [
      { path: "/", element: <HomeOrLibrary />, children: [{ index: true, lazy: page(() => import("@/pages/HomePage")) }] },
      {
        element: <GuestsOnly />,
        children: [
          { path: "/login", lazy: page(() => import("@/pages/SignInPage")) },
          { path: "/register", lazy: page(() => import("@/pages/SignInPage")) },
        ],
      },
      { path: "/setup", lazy: page(() => import("@/pages/SetupPage")) },
      {
        element: <SignedIn />,
        children: [
          {
            lazy: async () => ({ Component: (await import("./Shell")).Shell }),
            children: [{ errorElement: <Crash within />, children: ofAnAccount }],
          },
        ],
      },
      { path: "*", lazy: page(() => import("@/pages/NotFoundPage")) },
    ],
  },
]);
