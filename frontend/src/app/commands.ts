import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";

import type { Upload } from "@/api/types";
import { listUploads } from "@/features/library/requests";
import type { Act, ActGroup } from "@/lib/acts";
import { currentActs } from "@/lib/acts";
import { setPreference } from "@/lib/preferences";
import { useNavigate } from "react-router";

export interface Command extends Act {
  key: string;
  /** A file that was found, instead of an act. */
  file?: Upload;
}

export interface CommandGroup {
  title: string;
  commands: readonly Command[];
}

const PAGES = [
  { label: "Library", to: "/library", kbd: "G then L" },
  { label: "Set up a device", to: "/devices", kbd: "G then D" },
  { label: "Trash", to: "/trash", kbd: "G then T" },
  { label: "Settings: profile", to: "/settings/profile", kbd: "G then S" },
  { label: "Settings: security", to: "/settings/security" },
  { label: "Settings: appearance", to: "/settings/appearance" },
  { label: "Settings: tokens", to: "/settings/tokens" },
] as const;

const THEMES = [
  { label: "Light theme", theme: "light" },
  { label: "Dark theme", theme: "dark" },
  { label: "Theme as the system", theme: "system" },
] as const;

const AFTER_LAST_KEY_MS = 120;
const FILES = 8;

/** What the command menu lists for what was typed: files that were found, acts of the page, pages. */
export function useCommands(typed: string): { groups: readonly CommandGroup[]; searching: boolean } {
  const navigate = useNavigate();
  const { files, searching } = useFiles(typed);
  // What can be done is settled when the menu opens: behind it nothing changes.
  const [acts] = useState(currentActs);
  const groups = useMemo(() => {
    const pages = { title: "Go to", acts: PAGES.map(({ to, ...page }) => ({ ...page, run: () => void navigate(to) })) };
    const themes = { title: "Appearance", acts: THEMES.map(({ label, theme }) => ({ label, run: () => { setPreference("theme", theme); } })) };
    const found = files.map((file) => ({
      key: `file-${file.id}`,
      label: file.original_filename,
      file,
      run: () => void navigate(`/files/${file.id}`),
    }));
    const matching = [...acts, pages, themes].map((group) => matchingIn(group, typed));
    // Last: they come later, and nothing above them may move.
    return [...matching, { title: "Files", commands: found }].filter(({ commands }) => commands.length > 0);
  }, [acts, files, typed, navigate]);
  return { groups, searching };
}

/** The acts of a group that hold every word; all of them for no word. */
export function matchingIn({ title, acts }: ActGroup, typed: string): CommandGroup {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const commands = acts
    .map((act) => ({ ...act, key: `${title}: ${act.label}` }))
    .filter(({ label }) => words.every((word) => label.toLowerCase().includes(word) || title.toLowerCase().includes(word)));
  return { title, commands };
}

/** Files by their name: from the second character on, 120 ms after the last key, older answers dropped. */
function useFiles(typed: string): { files: readonly Upload[]; searching: boolean } {
  const [q, setQ] = useState("");
  const wanted = typed.trim();
  useEffect(() => {
    const timer = setTimeout(() => { setQ(wanted); }, AFTER_LAST_KEY_MS);
    return () => { clearTimeout(timer); };
  }, [wanted]);
  const enabled = q.length >= 2;
  const { data, isFetching } = useQuery({
    queryKey: ["uploads", "commands", q],
    queryFn: ({ signal }) => listUploads({ q }, "newest", null, signal, FILES),
    enabled,
    staleTime: 10_000,
  });
  return { files: enabled && wanted.length >= 2 ? (data?.items ?? []) : [], searching: enabled && isFetching };
}
