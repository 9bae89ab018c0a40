import { useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import { useForm, useWatch } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Field, FieldCheck, PasswordField } from "@/components/ui/field";
import { fieldErrorsOf } from "@/lib/problem";

import { Refusal } from "./Refusal";
import { type Account, isFree } from "./requests";
import { StrengthHint } from "./StrengthHint";
import { EMAIL, USERNAME } from "./rules";
import { useAnswer } from "./useAnswer";

interface Values extends Account {
  invite: string;
}

interface NewAccountFormProps {
  act: string;
  acting: string;
  /** Whether an invitation is needed, and the one that the link brought. */
  invite?: { code: string };
  minLength: number;
  onSubmit: (account: Account, invite: string) => Promise<void>;
}

const NONE: Values = { username: "", email: "", password: "", invite: "" };

export function NewAccountForm({ act, acting, invite, minLength, onSubmit }: NewAccountFormProps) {
  const form = useForm<Values>({ mode: "onTouched", defaultValues: { ...NONE, invite: invite?.code ?? "" } });
  const { register, handleSubmit, formState } = form;
  const { errors, isSubmitting } = formState;
  const { refusal, submit } = useSubmit(form, onSubmit);
  return (
    <form noValidate className="grid gap-3.5" onSubmit={(event) => void handleSubmit(submit)(event)}>
      {invite && (
        <Field
          label="Invitation"
          mono
          tall
          spellCheck={false}
          autoComplete="off"
          error={errors.invite?.message}
          {...register("invite", { required: "The code that you were sent." })}
        />
      )}
      <NameField form={form} />
      <Field
        label="E-mail"
        type="email"
        tall
        autoComplete="email"
        error={errors.email?.message}
        {...register("email", { required: "To sign in when the name is forgotten.", pattern: EMAIL })}
      />
      <NewPassword form={form} minLength={minLength} />
      <Refusal error={refusal} />
      <Button type="submit" variant="go" size="wide" busy={isSubmitting}>
        {isSubmitting ? acting : act}
      </Button>
    </form>
  );
}

function NameField({ form: { register, control, formState } }: { form: UseFormReturn<Values> }) {
  const username = useWatch({ control, name: "username" });
  const valid = USERNAME.value.test(username);
  const free = useAnswer(valid ? username : null, isFree);
  const check = !valid ? null : free === null ? "checking" : free ? "free" : "taken";
  return (
    <Field
      label="Name"
      tall
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      error={formState.errors.username?.message ?? (check === "taken" ? "Somebody has this name. Choose another." : undefined)}
      after={<FieldCheck state={check} />}
      {...register("username", { required: "Letters and digits; it stands in the links of your public page.", pattern: USERNAME })}
    />
  );
}

function NewPassword({ form: { register, control, formState }, minLength }: { form: UseFormReturn<Values>; minLength: number }) {
  const [username, email, password] = useWatch({ control, name: ["username", "email", "password"] });
  return (
    <PasswordField
      label="Password"
      tall
      autoComplete="new-password"
      error={formState.errors.password?.message}
      {...register("password", {
        required: "A few words are easier to keep than a few signs.",
        minLength: { value: minLength, message: `At least ${minLength} characters.` },
      })}
    >
      <StrengthHint account={{ username, email, password }} />
    </PasswordField>
  );
}

/** Sends the form; what the server has against a field is shown at the field, the rest above the button. */
function useSubmit({ setError, setFocus }: UseFormReturn<Values>, send: NewAccountFormProps["onSubmit"]) {
  const [refusal, setRefusal] = useState<unknown>(null);
  const submit = async ({ invite, ...account }: Values) => {
    setRefusal(null);
    try {
      await send(account, invite.trim());
    } catch (error) {
      const fields = Object.entries(fieldErrorsOf(error)).filter(([name]) => name in NONE);
      for (const [name, message] of fields) setError(name as keyof Values, { message });
      const first = fields[0]?.[0];
      if (first) setFocus(first as keyof Values);
      else setRefusal(error);
    }
  };
  return { refusal, submit };
}
