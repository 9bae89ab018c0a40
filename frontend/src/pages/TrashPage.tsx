import { useAuthOptions } from "@/features/auth/requests";
import { TrashScreen } from "@/features/library/TrashScreen";

export default function TrashPage() {
  const { data: options } = useAuthOptions();
  return (
    <>
      <title>Trash · BulletDrop</title>
      <TrashScreen days={options?.trash_days ?? null} />
    </>
  );
}
