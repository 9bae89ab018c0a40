import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Setting } from "@/components/setting";
import { Button } from "@/components/ui/button";
import { CheckboxRow } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { ErrorState } from "@/components/ui/states";
import { toast } from "@/components/ui/toast";
import { reasonOf } from "@/lib/problem";

import type { HostSettingsAnswer } from "./requests";
import { changeHostSettings, getHostSettings } from "./requests";

const KEY = ["host-settings"];
const KINDS = [
  ["image", "Pictures"],
  ["video", "Videos"],
  ["audio", "Sound"],
  ["text", "Text and code"],
  ["document", "Documents"],
  ["archive", "Archives"],
  ["font", "Fonts"],
  ["program", "Programs"],
  ["data", "Other data"],
] as const;
const NAMES: readonly string[] = KINDS.map(([kind]) => kind);
const SCANNER = {
  off: "Off. No file is looked at.",
  ok: "On. Every file is looked at before its link works.",
  unavailable: "Down. New files are held back until it answers.",
} as const;

/** What whoever runs the host decides for everybody. */
export function HostSettings() {
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => getHostSettings(signal) });
  if (query.error) return <ErrorState what="The host's settings couldn't be loaded." error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <div aria-busy />;
  return (
    <>
      <Setting title="What is taken" reason="Told from the bytes of a file, not from its name.">
        <TypesForm key={query.data.effective_allowed_types.join()} settings={query.data} />
      </Setting>
      <Setting title="Scanner" reason="Looks for malware in what arrives.">
        <p className={query.data.scanner === "unavailable" ? "text-warn" : "text-ink-2"}>{SCANNER[query.data.scanner]}</p>
      </Setting>
    </>
  );
}

function TypesForm({ settings }: { settings: HostSettingsAnswer }) {
  const client = useQueryClient();
  const now = settings.effective_allowed_types;
  const all = now.includes("*");
  const [kinds, setKinds] = useState<readonly string[]>(all ? NAMES : now.filter((entry) => NAMES.includes(entry)));
  const [extra, setExtra] = useState(now.filter((entry) => entry !== "*" && !NAMES.includes(entry)).join(" "));
  const [error, setError] = useState<string>();
  const save = async (allowed: string[] | null) => {
    try {
      client.setQueryData(KEY, await changeHostSettings(allowed));
      setError(undefined);
      return true;
    } catch (refused) {
      setError(reasonOf(refused));
      return false;
    }
  };
  const submit = async () => {
    const before = settings.allowed_types;
    const types = extra.split(/[\s,]+/).filter(Boolean);
    if (await save([...kinds, ...types])) toast("Saved", { undo: () => void save(before) });
  };
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <fieldset className="grid grid-cols-2 gap-x-5 md:grid-cols-3">
        <legend className="sr-only">Kinds of files</legend>
        {KINDS.map(([kind, label]) => (
          <CheckboxRow
            key={kind}
            label={label}
            checked={kinds.includes(kind)}
            onChange={(on) => { setKinds(on ? [...kinds, kind] : kinds.filter((one) => one !== kind)); }}
          />
        ))}
      </fieldset>
      <Field label="And these types" mono spellCheck={false} hint="Such as application/wasm or image/*, with spaces between." value={extra} error={error} onChange={(event) => { setExtra(event.target.value); }} />
      <span>
        <Button type="submit" variant="ink">
          Save
        </Button>
      </span>
    </form>
  );
}
