import type { FormEvent } from "react";
import { useState } from "react";

import { fieldErrorsOf, reasonOf } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogContent, DialogTitle } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";

import type { Actions } from "./actions";
import { endingOf } from "./kinds";
import { splitLink } from "./links";
import type { Upload, UploadChange } from "./requests";

interface EditDialogProps {
  upload: Upload;
  actions: Actions;
  onClose: () => void;
}

/** A file's name, and the name in its link. */
export function EditDialog({ upload, actions, onClose }: EditDialogProps) {
  const { fields, set, check, errors, busy, save } = useEdit(upload, actions, onClose);
  return (
    <Dialog open onOpenChange={(open) => { if (!open) onClose(); }}>
      <DialogContent>
        <form onSubmit={(event) => void save(event)} noValidate>
          <DialogTitle>Rename</DialogTitle>
          <div className="mt-3 grid gap-3.5">
            <Field
              label="Name"
              value={fields.name}
              maxLength={255}
              error={errors["original_filename"]}
              onFocus={selectStem}
              onBlur={check}
              onChange={(event) => { set({ name: event.target.value }); }}
            />
            <Field
              label="Link"
              value={fields.link}
              placeholder={stemOf(upload)}
              maxLength={100}
              mono
              spellCheck={false}
              autoCapitalize="none"
              error={errors["custom_name"]}
              hint={hintOf(upload, fields.link)}
              onChange={(event) => { set({ link: event.target.value }); }}
            />
          </div>
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <Button variant="ink" type="submit" busy={busy}>
              {busy ? "Saving" : "Save"}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function useEdit(upload: Upload, actions: Actions, onClose: () => void) {
  const [fields, setFields] = useState({
    name: upload.original_filename,
    link: upload.custom_name ?? "",
  });
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const check = () => {
    const fault = nameFault(upload, fields.name);
    if (fault) setErrors((others) => ({ ...others, original_filename: fault }));
    return fault === null;
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!check()) return;
    const change = changeOf(upload, fields.name, fields.link);
    setBusy(true);
    try {
      if (Object.keys(change).length > 0) await actions.rename(upload, change);
      onClose();
    } catch (error) {
      const wrong = fieldErrorsOf(error);
      // A name that is taken is the link's matter, whatever the host calls the field.
      setErrors(Object.keys(wrong).length > 0 ? wrong : { custom_name: reasonOf(error) });
      setBusy(false);
    }
  };
  const set = (change: Partial<typeof fields>) => {
    setFields({ ...fields, ...change });
    setErrors({});
  };
  return { fields, set, check, errors, busy, save };
}

function changeOf(upload: Upload, name: string, link: string): UploadChange {
  const custom = link.trim() === "" ? null : link.trim();
  return {
    ...(name.trim() === upload.original_filename ? {} : { original_filename: name.trim() }),
    ...(custom === upload.custom_name ? {} : { custom_name: custom }),
  };
}

/** ".env" is a name; ".png" is only what is left of one. */
function nameFault(upload: Upload, name: string): string | null {
  const left = name.trim();
  const isEnding = left !== "" && left.toLowerCase() === `.${endingOf(upload.filename)}`.toLowerCase();
  return isEnding || /^[. ]*$/.test(left) ? "A file needs a name." : null;
}

/** The name of the address without its ending: the ending follows the type and stays. */
function stemOf(upload: Upload): string {
  const ending = endingOf(upload.filename);
  return ending ? upload.filename.slice(0, -ending.length - 1) : upload.filename;
}

/** The random link always goes on working; a chosen name goes off with the next one. */
function hintOf(upload: Upload, link: string): string {
  const wanted = link.trim();
  const before = upload.custom_name;
  const off = before !== null && before !== wanted ? `The link with “${before}” goes off.` : "";
  if (wanted === "") return `Empty: a random name that nobody can guess. ${off}`;
  const ending = endingOf(upload.filename);
  return `${splitLink(upload.url).host}/${wanted}${ending ? `.${ending}` : ""}${off && ` · ${off}`}`;
}

/** What one renames is the stem; the ending is rarely meant. */
function selectStem(event: { target: HTMLInputElement }): void {
  const { value } = event.target;
  const ending = endingOf(value);
  event.target.setSelectionRange(0, ending ? value.length - ending.length - 1 : value.length);
}
