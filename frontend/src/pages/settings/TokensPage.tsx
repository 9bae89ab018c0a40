import { NewTokenSetting } from "@/features/profile/NewTokenSetting";
import { TokensSetting } from "@/features/profile/TokensSetting";

export default function TokensPage() {
  return (
    <>
      <TokensSetting />
      <NewTokenSetting />
    </>
  );
}
