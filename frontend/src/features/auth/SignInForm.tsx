import { useState } from "react";
import { useForm } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Field, PasswordField } from "@/components/ui/field";

import { Refusal } from "./Refusal";
import { signIn } from "./requests";

interface Values {
  login: string;
  password: string;
}

/** `login`: known already, and then only the password is asked for. */
export function SignInForm({ login = "" }: { login?: string }) {
  const { register, handleSubmit, formState, setFocus } = useForm<Values>({ mode: "onTouched", defaultValues: { login, password: "" } });
  const [refusal, setRefusal] = useState<unknown>(null);
  const { errors, isSubmitting } = formState;
  const submit = async ({ login: name, password }: Values) => {
    setRefusal(null);
    try {
      await signIn(name.trim(), password);
    } catch (error) {
      setRefusal(error);
      setFocus("password", { shouldSelect: true });
    }
  };
  return (
    <form noValidate className="grid gap-3.5" onSubmit={(event) => void handleSubmit(submit)(event)}>
      {login === "" ? (
        <Field
          label="Name or e-mail"
          tall
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          error={errors.login?.message}
          {...register("login", { required: "Your name, or the e-mail of your account." })}
        />
      ) : (
        // Password managers look for the name beside the password.
        <input type="text" hidden readOnly autoComplete="username" value={login} />
      )}
      <PasswordField
        label="Password"
        tall
        autoComplete="current-password"
        error={errors.password?.message}
        {...register("password", { required: "Your password." })}
      />
      <Refusal error={refusal} />
      <Button type="submit" variant="go" size="wide" busy={isSubmitting}>
        {isSubmitting ? "Signing in" : "Sign in"}
      </Button>
    </form>
  );
}
