import { TrashScreen } from "@/features/library/TrashScreen";

export default function TrashPage() {
  return (
    <>
      <title>Trash · BulletDrop</title>
      <TrashScreen />
    </>
  );
}
