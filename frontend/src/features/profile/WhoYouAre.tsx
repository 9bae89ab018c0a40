import type { KeyboardEvent } from "react";

import { useUser } from "@/api/client";
import { Setting } from "@/components/setting";
import { Avatar } from "@/components/ui/avatar";
import { Field, TextArea } from "@/components/ui/field";

import { useSaved } from "./useSaved";

const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/;
const LONGEST_BIO = 500;

export function WhoYouAre() {
  const user = useUser();
  return (
    <Setting title="Who you are" reason="Shown on your public profile. Saved as soon as you leave a field.">
      <div className="grid gap-x-5 gap-y-3.5 md:grid-cols-2">
        <Picture username={user.username} url={user.avatar_url} />
        <Name saved={user.username} />
        <About saved={user.bio ?? ""} />
      </div>
    </Setting>
  );
}

function Picture({ username, url }: { username: string; url: string | null }) {
  const field = useSaved("avatar_url", url ?? "", (value) =>
    value === "" || /^https?:\/\/\S+$/.test(value) ? null : "Give an address that begins with https:// or http://.",
  );
  return (
    <div className="flex items-start gap-4 md:col-span-2">
      <Avatar name={username} url={url} size="lg" />
      <div className="flex min-w-0 flex-1 items-end gap-2">
        <Field
          label="Picture"
          type="url"
          mono
          className="flex-1"
          placeholder="https://"
          spellCheck={false}
          autoComplete="off"
          hint="Its address. The link of a public picture from your library works."
          value={field.value}
          error={field.error}
          onChange={(event) => { field.change(event.target.value); }}
          onBlur={() => void field.save()}
          onKeyDown={onEnter(field.save)}
        />
      </div>
    </div>
  );
}

function Name({ saved }: { saved: string }) {
  const field = useSaved("username", saved, (value) =>
    USERNAME.test(value) ? null : "Use letters, digits, dots, hyphens or underscores, and begin with a letter or a digit.",
  );
  return (
    <Field
      label="Name"
      className="md:col-span-2"
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={50}
      hint="You sign in with it. Links that you gave out stay as they are."
      value={field.value}
      error={field.error}
      onChange={(event) => { field.change(event.target.value); }}
      onBlur={() => void field.save()}
      onKeyDown={onEnter(field.save)}
    />
  );
}

function About({ saved }: { saved: string }) {
  const field = useSaved("bio", saved);
  return (
    <TextArea
      label="About"
      className="md:col-span-2"
      maxLength={LONGEST_BIO}
      hint={`${Array.from(field.value).length} of ${LONGEST_BIO} characters`}
      value={field.value}
      error={field.error}
      onChange={(event) => { field.change(event.target.value); }}
      onBlur={() => void field.save()}
    />
  );
}

function onEnter(save: () => Promise<void>) {
  return (event: KeyboardEvent) => {
    if (event.key === "Enter") void save();
  };
}

