import type { KeyboardEvent } from "react";
import { useState } from "react";

import { useUser } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogContent, DialogTitle } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";

import { completed, summary } from "./optionWords";
import { guessLanguage, pasteName } from "./paste";
import type { UploadOptions } from "./types";

interface TextSheetProps {
  text: string;
  options: UploadOptions;
  onSend: (file: File) => void;
  onClose: () => void;
}

/** Pasted text, with the language that it looks like; Ctrl Enter sends it. */
export function TextSheet({ text: pasted, options, onSend, onClose }: TextSheetProps) {
  const defaults = useUser().upload_defaults;
  const [text, setText] = useState(pasted);
  const [guess] = useState(() => guessLanguage(pasted));
  const [name, setName] = useState(() => pasteName(new Date(), guess.ending));
  const ready = text.trim() !== "" && name.trim() !== "";

  const send = () => {
    if (!ready) return;
    onSend(new File([text], name.trim(), { type: "text/plain" }));
    onClose();
  };

  const sendOnCtrlEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };

  return (
    <Dialog open onOpenChange={(open) => { if (!open) onClose(); }}>
      <DialogContent wide>
        <form
          className="grid gap-3.5"
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <DialogTitle>Send this text</DialogTitle>
          <textarea
            value={text}
            aria-label="Text"
            spellCheck={false}
            rows={10}
            className="w-full resize-y rounded-md border border-edge bg-raised px-3 py-2.5 font-mono text-[12px]/[19px]"
            onKeyDown={sendOnCtrlEnter}
            onChange={(event) => {
              setText(event.target.value);
            }}
          />
          <Field
            label="Name"
            value={name}
            onKeyDown={sendOnCtrlEnter}
            hint={`Looks like ${guess.language}. ${summary(completed(options, defaults))}.`}
            onChange={(event) => {
              setName(event.target.value);
            }}
          />
          <DialogActions>
            <Button variant="line" type="button" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="go" type="submit" disabled={!ready} kbd="Ctrl ↵">
              Send
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
