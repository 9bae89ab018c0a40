import type { AuthOptions } from "@/api/types";
import { SEGMENTS, segmentLooks } from "@/components/ui/segments";
import { Note } from "@/components/ui/states";
import { Door } from "@/features/auth/Door";
import { NewAccountForm } from "@/features/auth/NewAccountForm";
import { register, useAuthOptions } from "@/features/auth/requests";
import { SignInForm } from "@/features/auth/SignInForm";
import { limitWords } from "@/lib/limits";
import { NavLink, useLocation, useSearchParams } from "react-router";

const WHO_MAY: Record<AuthOptions["registration"], string> = {
  open: "Open to anyone.",
  invite: "Open to anyone with an invitation.",
  closed: "Accounts are made by whoever runs this host.",
};

/** Signing in and registering in one place; which of them is in the address. */
export default function SignInPage() {
  const { pathname } = useLocation();
  const { data: options } = useAuthOptions();
  const isNew = pathname === "/register";
  const closed = options?.registration === "closed";
  return (
    <Door title={isNew ? "Make an account" : "Sign in"} note={options && noteOf(options, isNew)}>
      {!closed && <Modes />}
      {options?.needs_setup && (
        <Note>Nobody runs this host yet. The server printed a setup link when it started; open that first.</Note>
      )}
      {isNew ? <Register options={options} /> : <SignInForm />}
    </Door>
  );
}

/** Who may have an account here, and what it holds for whoever makes one. */
function noteOf({ registration, limits }: AuthOptions, isNew: boolean): string {
  const holds = isNew && registration !== "closed" ? ` ${limitWords(limits)}.` : "";
  return `${WHO_MAY[registration]}${holds}`;
}

function Modes() {
  const { search } = useLocation();
  const looks = ({ isActive }: { isActive: boolean }) => segmentLooks(isActive);
  return (
    <nav aria-label="Sign in or make an account" className={`${SEGMENTS} h-9`}>
      <NavLink to={`/login${search}`} replace className={looks}>
        Sign in
      </NavLink>
      <NavLink to={`/register${search}`} replace className={looks}>
        New here
      </NavLink>
    </nav>
  );
}

function Register({ options }: { options: AuthOptions | undefined }) {
  const [params] = useSearchParams();
  if (options?.registration === "closed") {
    return <Note>This host takes no new accounts. Whoever runs it can make one for you.</Note>;
  }
  return (
    <NewAccountForm
      act="Make the account"
      acting="Making it"
      minLength={options?.password.min_length ?? 8}
      onSubmit={register}
      {...(options?.registration === "invite" ? { invite: { code: params.get("invite") ?? "" } } : {})}
    />
  );
}
