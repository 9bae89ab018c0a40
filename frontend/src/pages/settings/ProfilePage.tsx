import { EmailSetting } from "@/features/profile/EmailSetting";
import { LeaveSetting } from "@/features/profile/LeaveSetting";
import { StorageSetting } from "@/features/profile/StorageSetting";
import { WhoYouAre } from "@/features/profile/WhoYouAre";

export default function ProfilePage() {
  return (
    <>
      <WhoYouAre />
      <EmailSetting />
      <StorageSetting />
      <LeaveSetting />
    </>
  );
}
