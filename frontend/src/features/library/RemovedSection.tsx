import { Camera, Image, MapPin, Tag, TriangleAlert, User } from "lucide-react";

import { removedWords } from "@/lib/removed";

import type { Upload } from "./requests";

/** What was taken out of the file before its link worked. */
export function RemovedSection({ upload }: { upload: Upload }) {
  const { metadata_removed: removed, metadata_fault: fault } = upload;
  return (
    <section className="border-b border-line px-4 pt-3.5 pb-4 md:px-5">
      <h2 className="mb-2 font-semibold">Removed on arrival</h2>
      {fault !== null && (
        <p className="flex gap-2 text-warn">
          <TriangleAlert className="mt-[3px] size-3.5 flex-none" aria-hidden />
          <span className="[overflow-wrap:anywhere]">Kept as it came: {fault}</span>
        </p>
      )}
      {fault === null && removed.length === 0 && <p className="text-ink-2">Nothing had to go.</p>}
      {removed.length > 0 && (
        <>
          <ul className="grid gap-0.5">
            {removed.map((name) => (
              <Removed key={name} words={removedWords(name)} />
            ))}
          </ul>
          <p className="mt-1.5 text-caption text-ink-3">Kept: orientation and colour profile. No pixel changed.</p>
        </>
      )}
    </section>
  );
}

function Removed({ words }: { words: string }) {
  const Icon = /position/i.test(words) ? MapPin : /camera/i.test(words) ? Camera : /preview/i.test(words) ? Image : words === "Author" ? User : Tag;
  return (
    <li className="flex items-center gap-2 text-ink-2">
      <Icon className="size-3.5 flex-none" aria-hidden />
      {words}
    </li>
  );
}
