import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { PasswordField } from "@/components/ui/field";
import { Switch } from "@/components/ui/switch";
import { reasonOf } from "@/lib/problem";

import { setPassword } from "./accessActs";
import { suggestedPassword } from "./passwords";
import type { Upload } from "./requests";
import { sayRefused } from "./toasts";

/** A password beside the link. It is known here only while it is being set: the host keeps a hash of it. */
export function PasswordPick({ upload }: { upload: Upload }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<string | null>(null);
  const [set, setSet] = useState<string | null>(null);
  const [error, setError] = useState<string>();
  const on = upload.has_password || draft !== null;
  const save = async (password: string | null) => {
    try {
      await setPassword(client, upload, password);
      setSet(password);
      setDraft(null);
      setError(undefined);
    } catch (refused) {
      if (password === null) sayRefused(reasonOf(refused));
      else setError(reasonOf(refused));
    }
  };
  const turn = (next: boolean) => {
    if (next) setDraft(suggestedPassword());
    else if (upload.has_password) void save(null);
    else setDraft(null);
  };
  return (
    <div className="grid w-full gap-2 py-1">
      <span className="flex min-h-6 items-center gap-2">
        <Switch label="Password" checked={on} onChange={turn} />
        <span className="text-ink-3">{upload.has_password ? "Set" : on ? "Not set yet" : "None"}</span>
        {upload.has_password && draft === null && (
          <Button size="xs" onClick={() => { setDraft(suggestedPassword()); }}>
            Change
          </Button>
        )}
      </span>
      {draft !== null && (
        <PasswordForm
          draft={draft}
          error={error}
          onDraft={setDraft}
          onSave={() => void save(draft)}
          onCancel={() => {
            setDraft(null);
            setError(undefined);
          }}
        />
      )}
      {set !== null && draft === null && upload.has_password && (
        <span className="flex">
          <CopyButton text={`${upload.url}\nPassword: ${set}`} what="the link and the password" label="Copy link and password" variant="line" />
        </span>
      )}
    </div>
  );
}

interface PasswordFormProps {
  draft: string;
  error: string | undefined;
  onDraft: (draft: string) => void;
  onSave: () => void;
  onCancel: () => void;
}

function PasswordForm({ draft, error, onDraft, onSave, onCancel }: PasswordFormProps) {
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <PasswordField
        label="New password"
        autoComplete="off"
        maxLength={128}
        hint="Whoever has the link also needs it."
        value={draft}
        error={error}
        onChange={(event) => { onDraft(event.target.value); }}
      />
      <span className="flex gap-2">
        <Button variant="ink" size="sm" type="submit" reason={draft === "" ? "Give a password first." : undefined}>
          Set the password
        </Button>
        <Button size="sm" onClick={onCancel}>
          Cancel
        </Button>
      </span>
    </form>
  );
}
