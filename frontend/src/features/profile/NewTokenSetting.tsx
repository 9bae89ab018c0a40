import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FormEvent } from "react";

import type { NewApiToken, Scope } from "@/api/types";
import { Setting } from "@/components/setting";
import { Button } from "@/components/ui/button";
import { CheckboxRow } from "@/components/ui/checkbox";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { fieldErrorsOf, reasonOf } from "@/lib/problem";

import { makeToken, TOKENS } from "./requests";
import { SCOPE_WORDS, SCOPES } from "./scopes";

const DAY_MS = 86_400_000;
const LIVES = [
  { value: "never", label: "Never" },
  { value: "30", label: "After 30 days" },
  { value: "365", label: "After a year" },
] as const;

export function NewTokenSetting() {
  const [made, setMade] = useState<NewApiToken | null>(null);
  return (
    <Setting title="Make a token" reason="For a program of your own. It is shown once.">
      {made ? (
        <Shown
          token={made}
          onDone={() => {
            setMade(null);
          }}
        />
      ) : (
        <TokenForm onMade={setMade} />
      )}
    </Setting>
  );
}

/** The token, this once; the server keeps only a hash of it. */
function Shown({ token, onDone }: { token: NewApiToken; onDone: () => void }) {
  return (
    <div role="status">
      <p>
        <b className="font-medium">Copy the token of “{token.name}” now.</b> It can't be shown again.
      </p>
      <p className="my-3 flex items-center gap-2 rounded-md border border-edge bg-raised py-1 ps-2.5 pe-1">
        <code className="min-w-0 flex-1 font-mono text-caption [overflow-wrap:anywhere]">{token.token}</code>
        <CopyButton text={token.token} what="the token" label="Copy" variant="ink" />
      </p>
      <Button onClick={onDone}>Done, it is kept</Button>
    </div>
  );
}

function TokenForm({ onMade }: { onMade: (token: NewApiToken) => void }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["upload"]);
  const [life, setLife] = useState("never");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const make = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      onMade(await makeToken(name.trim(), SCOPES.filter((scope) => scopes.includes(scope)), endOf(life)));
      void client.invalidateQueries({ queryKey: TOKENS });
    } catch (error) {
      const fields = fieldErrorsOf(error);
      setErrors(Object.keys(fields).length > 0 ? fields : { name: reasonOf(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form noValidate className="grid gap-x-5 gap-y-3.5 md:grid-cols-2" onSubmit={(event) => void make(event)}>
      <Field
        label="Name"
        placeholder="Backup script"
        maxLength={100}
        autoComplete="off"
        value={name}
        error={errors["name"]}
        onChange={(event) => {
          setName(event.target.value);
          setErrors({});
        }}
      />
      <Select label="Ends" options={LIVES} value={life} error={errors["expires_at"]} onChange={(event) => { setLife(event.target.value); }} />
      <ScopeChoice chosen={scopes} onChange={setScopes} />
      <div className="md:col-span-2">
        <Button type="submit" variant="ink" busy={busy} reason={reasonAgainst(name, scopes)}>
          {busy ? "Making it" : "Make the token"}
        </Button>
      </div>
    </form>
  );
}

function ScopeChoice({ chosen, onChange }: { chosen: readonly Scope[]; onChange: (scopes: readonly Scope[]) => void }) {
  return (
    <fieldset className="md:col-span-2">
      <legend className="mb-1 font-medium">It may</legend>
      {SCOPES.map((scope) => (
        <CheckboxRow
          key={scope}
          label={SCOPE_WORDS[scope].label}
          hint={SCOPE_WORDS[scope].hint}
          checked={chosen.includes(scope)}
          onChange={(checked) => {
            onChange(checked ? [...chosen, scope] : chosen.filter((one) => one !== scope));
          }}
        />
      ))}
    </fieldset>
  );
}

function reasonAgainst(name: string, scopes: readonly Scope[]): string | undefined {
  if (name.trim() === "") return "Give it a name first.";
  return scopes.length === 0 ? "Choose what it may do first." : undefined;
}

function endOf(life: string): string | null {
  return life === "never" ? null : new Date(Date.now() + Number(life) * DAY_MS).toISOString();
}
