import { Search } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useEffect, useId, useRef, useState } from "react";

import { FileName } from "@/components/FileName";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Combination } from "@/components/ui/kbd";
import { counted } from "@/lib/format";

import type { Command, CommandGroup } from "./commands";
import { useCommands } from "./commands";

/** Ctrl K: pages, files and every act, by a few letters of their names. */
export default function CommandMenu({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const { groups, searching } = useCommands(typed);
  const commands = groups.flatMap((group) => group.commands);
  const [marked, setMarked] = useState<string | null>(null);
  const current = commands.find(({ key }) => key === marked) ?? commands[0];
  const chosen = useRef<Command | null>(null);
  const list = useId();
  const choose = (command: Command | undefined) => {
    if (!command) return;
    chosen.current = command;
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = current ? commands.indexOf(current) : -1;
    const to = nextPlace(event.key, at, commands.length);
    if (to !== null) setMarked(commands[to]?.key ?? null);
    else if (event.key === "Enter") choose(current);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog open onOpenChange={(open) => { if (!open) onClose(); }}>
      <DialogContent
        wide
        aria-label="Find and do"
        className="flex! max-h-[70dvh]! flex-col overflow-hidden! p-0! md:top-[14%]! md:translate-y-0!"
        // Where the focus was it is again before the act, which may take it elsewhere.
        onCloseAutoFocus={() => { setTimeout(() => chosen.current?.run()); }}
      >
        <label className="flex h-12 flex-none items-center gap-2.5 border-b border-line px-4">
          <Search className="size-4 flex-none text-ink-3" aria-hidden />
          <input
            role="combobox"
            aria-label="Find files, pages and acts"
            aria-expanded={commands.length > 0}
            aria-controls={list}
            aria-autocomplete="list"
            aria-activedescendant={current && optionId(list, current)}
            value={typed}
            placeholder="Find files, pages and acts"
            autoComplete="off"
            spellCheck={false}
            className="h-full min-w-0 flex-1 bg-transparent text-reading outline-none coarse:text-[16px]"
            onChange={(event) => {
              setTyped(event.target.value);
              setMarked(null);
            }}
            onKeyDown={onKeyDown}
          />
        </label>
        <Options id={list} groups={groups} current={current} onMark={setMarked} onChoose={choose} />
        {commands.length === 0 && !searching && <p className="px-4 py-4 text-ink-2">Nothing here is called “{typed.trim()}”.</p>}
        <p role="status" className="sr-only">
          {searching ? "" : counted(commands.length, "result")}
        </p>
      </DialogContent>
    </Dialog>
  );
}

interface OptionsProps {
  id: string;
  groups: readonly CommandGroup[];
  current: Command | undefined;
  onMark: (key: string) => void;
  onChoose: (command: Command) => void;
}

function Options({ id, groups, current, onMark, onChoose }: OptionsProps) {
  return (
    <div role="listbox" id={id} aria-label="Results" className="min-h-0 flex-1 overflow-y-auto p-1.5 empty:hidden">
      {groups.map(({ title, commands }) => (
        <div key={title} role="group" aria-label={title}>
          <p aria-hidden className="truncate px-2.5 pt-2 pb-1 text-caption text-ink-3">
            {title}
          </p>
          {commands.map((command) => (
            <Option
              key={command.key}
              id={optionId(id, command)}
              command={command}
              current={command === current}
              onMark={() => { onMark(command.key); }}
              onChoose={() => { onChoose(command); }}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

interface OptionProps {
  id: string;
  command: Command;
  current: boolean;
  onMark: () => void;
  onChoose: () => void;
}

function Option({ id, command: { label, kbd, file }, current, onMark, onChoose }: OptionProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    // The focus stays in the field, whose keys lead through the options.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      ref={row}
      id={id}
      role="option"
      aria-selected={current}
      // A name that is cut in the middle would be read in two parts.
      aria-label={label}
      className={`flex h-8 cursor-pointer scroll-my-8 items-center gap-3 rounded-md px-2.5 coarse:h-11 ${current ? "bg-sunk" : ""}`}
      onPointerMove={onMark}
      onClick={onChoose}
    >
      {file ? <FileName name={label} className="flex-1" /> : <span className="min-w-0 flex-1 truncate">{label}</span>}
      {file && <span className="max-w-[40%] flex-none truncate font-mono text-[11.5px] tracking-[-0.02em] text-ink-3">{file.filename}</span>}
      {kbd && (
        <span aria-hidden className="flex flex-none items-center gap-1 coarse:hidden">
          <Combination keys={kbd} />
        </span>
      )}
    </div>
  );
}

function optionId(list: string, { key }: Command): string {
  return `${list}-${key.replace(/[^\w-]+/g, "_")}`;
}

/** Where a key leads in the list, over its ends; null: it is for the field. */
function nextPlace(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  if (key === "PageDown") return Math.min(count - 1, at + 8);
  if (key === "PageUp") return Math.max(0, at - 8);
  return null;
}
