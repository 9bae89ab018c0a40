import type { ComponentType } from "react";

import { lazyPart } from "@/lib/lazyPart";
import { matchPath } from "react-router";

/** A page of its own chunk, that can be fetched before it is wanted. */
interface LazyPage {
  path: string;
  /** What the phone's bar shows; pages set the document's title themselves. Null: the page has a bar of its own. */
  title?: string | null;
  load: () => Promise<{ default: ComponentType }>;
  Page: ComponentType;
}

function page(path: string, load: LazyPage["load"], title?: string | null): LazyPage {
  return { path, load, Page: lazyPart(load), ...(title === undefined ? {} : { title }) };
}

export const pages = {
  home: page("/", () => import("@/pages/HomePage")),
  signIn: page("/login", () => import("@/pages/SignInPage")),
  register: page("/register", () => import("@/pages/SignInPage")),
  setup: page("/setup", () => import("@/pages/SetupPage")),
  library: page("/library", () => import("@/pages/LibraryPage"), "Library"),
  file: page("/files/:id", () => import("@/pages/FilePage"), null),
  trash: page("/trash", () => import("@/pages/TrashPage"), "Trash"),
  devices: page("/devices/:client?", () => import("@/pages/DevicesPage"), "Set up a device"),
  settings: page("/settings/:part?", () => import("@/pages/SettingsPage"), "Settings"),
  notFound: page("*", () => import("@/pages/NotFoundPage")),
};

export const PAGES_OF_AN_ACCOUNT = [pages.library, pages.file, pages.trash, pages.devices, pages.settings];

const loadShell = async () => ({ default: (await import("./Shell")).Shell });
export const LazyShell = lazyPart(loadShell);

function pageAt(pathname: string): LazyPage {
  return Object.values(pages).find(({ path }) => matchPath(path, pathname)) ?? pages.notFound;
}

export function titleOf(pathname: string): string | null {
  const { title } = pageAt(pathname);
  return title === undefined ? "BulletDrop" : title;
}

/** Fetches what an address will show, before it is gone to: on hover and focus, and at the start beside the session. */
export function fetchPage(pathname: string): void {
  const wanted = pageAt(pathname);
  // A chunk that does not come is told of when it is needed.
  wanted.load().catch(() => undefined);
  if (wanted.title !== undefined) loadShell().catch(() => undefined);
}
