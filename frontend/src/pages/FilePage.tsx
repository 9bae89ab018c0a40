import { FileScreen } from "@/features/library/FileScreen";
import { useParams } from "react-router";

export default function FilePage() {
  const { id } = useParams();
  // An address that is no number names no file; the host says so in its own words.
  return <FileScreen key={id} id={Number(id) || 0} />;
}
