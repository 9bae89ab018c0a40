import { StrengthHint } from "@/features/auth/StrengthHint";
import { PasswordSetting } from "@/features/profile/PasswordSetting";
import { SessionsSetting } from "@/features/profile/SessionsSetting";

export default function SecurityPage() {
  return (
    <>
      <PasswordSetting strength={StrengthHint} />
      <SessionsSetting />
    </>
  );
}
