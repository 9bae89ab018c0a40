import { useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import type { ComponentType, FormEvent } from "react";

import { useUser } from "@/api/client";
import { Setting, SettingList, SettingRow } from "@/components/setting";
import { Button } from "@/components/ui/button";
import { PasswordField } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import { fieldErrorsOf, reasonOf } from "@/lib/problem";

import { changePassword, SESSIONS } from "./requests";

/** Says how strong a password is; the page brings it from the feature that signs people in. */
export type StrengthHint = ComponentType<{ account: { username: string; email: string; password: string } }>;

export function PasswordSetting({ strength }: { strength: StrengthHint }) {
  const [changing, setChanging] = useState(false);
  return (
    <Setting title="Password" reason="Changing it ends every other session. This one stays.">
      {changing ? (
        <PasswordForm
          strength={strength}
          onClose={() => {
            setChanging(false);
          }}
        />
      ) : (
        <SettingList>
          <SettingRow
            icon={<KeyRound className="size-4 flex-none text-ink-3" aria-hidden />}
            title="Password"
            action={
              <Button
                onClick={() => {
                  setChanging(true);
                }}
              >
                Change
              </Button>
            }
          />
        </SettingList>
      )}
    </Setting>
  );
}

function PasswordForm({ strength: Strength, onClose }: { strength: StrengthHint; onClose: () => void }) {
  const { username, email } = useUser();
  const client = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await changePassword(current, next);
      void client.invalidateQueries({ queryKey: SESSIONS });
      toast("Your password is changed, other sessions are ended");
      onClose();
    } catch (error) {
      const fields = fieldErrorsOf(error);
      setErrors(Object.keys(fields).length > 0 ? fields : { new_password: reasonOf(error) });
      setBusy(false);
    }
  };
  return (
    <form noValidate className="grid gap-3.5" onSubmit={(event) => void save(event)}>
      <input type="text" hidden readOnly autoComplete="username" value={username} />
      <PasswordField
        label="Your password now"
        autoComplete="current-password"
        value={current}
        error={errors["current_password"]}
        onChange={(event) => {
          setCurrent(event.target.value);
          setErrors({});
        }}
      />
      <PasswordField
        label="New password"
        autoComplete="new-password"
        value={next}
        error={errors["new_password"]}
        onChange={(event) => {
          setNext(event.target.value);
          setErrors({});
        }}
      >
        <Strength account={{ username, email, password: next }} />
      </PasswordField>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="ink" busy={busy} disabled={current === "" || next === ""}>
          {busy ? "Saving" : "Change the password"}
        </Button>
        <Button variant="ghost" onClick={onClose}>
          Keep the old one
        </Button>
      </div>
    </form>
  );
}
