import { useState } from "react";
import type { FormEvent } from "react";

import { useUser } from "@/api/client";
import { Setting } from "@/components/setting";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogContent, DialogText, DialogTitle } from "@/components/ui/dialog";
import { PasswordField } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import { counted, formatBytes } from "@/lib/format";
import { fieldErrorsOf, reasonOf } from "@/lib/problem";

import { deleteAccount } from "./requests";

export function LeaveSetting() {
  const [asking, setAsking] = useState(false);
  return (
    <Setting title="Leave" reason="Take your files with you first.">
      <Button
        variant="danger"
        onClick={() => {
          setAsking(true);
        }}
      >
        Delete the account
      </Button>
      {asking && (
        <DeleteDialog
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </Setting>
  );
}

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const user = useUser();
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const files = user.uploads_count + user.trash_count;
  const act = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await deleteAccount(password);
      toast("The account is deleted");
    } catch (refused) {
      setError(fieldErrorsOf(refused)["password"] ?? reasonOf(refused));
      setBusy(false);
    }
  };
  return (
    <Dialog open onOpenChange={(open) => { if (!open) onClose(); }}>
      <DialogContent>
        <form noValidate onSubmit={(event) => void act(event)}>
          <DialogTitle>Delete the account {user.username}?</DialogTitle>
          <DialogText>
            {counted(files, "file")}, {formatBytes(user.storage_used + user.trash_used)}, and every link to them. This can't be undone.
          </DialogText>
          <div className="mt-3">
            <PasswordField
              label="Your password"
              autoComplete="current-password"
              value={password}
              error={error}
              onChange={(event) => {
                setPassword(event.target.value);
                setError(undefined);
              }}
            />
          </div>
          <DialogActions>
            <Button onClick={onClose}>Keep it</Button>
            <Button type="submit" variant="delete" busy={busy} disabled={password === ""}>
              Delete the account
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
