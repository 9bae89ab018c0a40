import { NewFilesSetting } from "@/features/upload/NewFilesSetting";
import { OnArrivalSetting } from "@/features/upload/OnArrivalSetting";

export default function UploadsPage() {
  return (
    <>
      <NewFilesSetting />
      <OnArrivalSetting />
    </>
  );
}
