import { useState } from "react";
import type { FormEvent } from "react";

import { useUser } from "@/api/client";
import { Setting } from "@/components/setting";
import { Button } from "@/components/ui/button";
import { Field, PasswordField } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import { fieldErrorsOf, reasonOf } from "@/lib/problem";

import { changeProfile } from "./requests";

const NO_ADDRESS = "This is no e-mail address. One looks like mara@example.com.";
const NOTHING: Record<string, string> = {};

/** Whoever has the e-mail address can take the account over, so changing it asks for the password. */
export function EmailSetting() {
  const { email } = useUser();
  const [draft, setDraft] = useState<string | null>(null);
  const [password, setPassword] = useState("");
  const [errors, setErrors] = useState(NOTHING);
  const [busy, setBusy] = useState(false);
  const changed = draft !== null && draft.trim() !== email;
  const leave = () => {
    setDraft(null);
    setPassword("");
    setErrors(NOTHING);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!changed) return;
    setBusy(true);
    try {
      await changeProfile({ email: draft.trim(), current_password: password });
      leave();
      toast("Your e-mail is changed");
    } catch (error) {
      const fields = fieldErrorsOf(error);
      setErrors(Object.keys(fields).length > 0 ? fields : { email: reasonOf(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Setting title="E-mail" reason="You can sign in with it, too. Nobody else sees it.">
      <form noValidate className="grid gap-3.5" onSubmit={(event) => void save(event)}>
        <Field
          label="E-mail"
          type="email"
          autoComplete="email"
          value={draft ?? email}
          error={errors["email"]}
          onChange={(event) => {
            setDraft(event.target.value);
            setErrors(NOTHING);
          }}
          onBlur={(event) => {
            if (!event.target.validity.valid) setErrors({ email: NO_ADDRESS });
          }}
        />
        {changed && (
          <Proof password={password} error={errors["current_password"]} busy={busy} kept={email} onPassword={setPassword} onKeep={leave} />
        )}
      </form>
    </Setting>
  );
}

interface ProofProps {
  password: string;
  error: string | undefined;
  busy: boolean;
  kept: string;
  onPassword: (password: string) => void;
  onKeep: () => void;
}

function Proof({ password, error, busy, kept, onPassword, onKeep }: ProofProps) {
  return (
    <>
      <PasswordField
        label="Your password"
        autoComplete="current-password"
        value={password}
        error={error}
        onChange={(event) => {
          onPassword(event.target.value);
        }}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="ink" busy={busy} disabled={password === ""}>
          {busy ? "Saving" : "Change the e-mail"}
        </Button>
        <Button variant="ghost" onClick={onKeep}>
          Keep {kept}
        </Button>
      </div>
    </>
  );
}
