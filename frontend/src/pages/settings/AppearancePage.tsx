import { KeyboardSetting } from "@/features/profile/KeyboardSetting";
import { ThemeSetting } from "@/features/profile/ThemeSetting";

export default function AppearancePage() {
  return (
    <>
      <ThemeSetting />
      <KeyboardSetting />
    </>
  );
}
