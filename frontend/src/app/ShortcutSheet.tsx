import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogContent, DialogTitle } from "@/components/ui/dialog";
import { Combination } from "@/components/ui/kbd";
import { usePreference } from "@/lib/preferences";
import { Link } from "react-router";

const GROUPS: readonly { title: string; keys: readonly (readonly [keys: string, act: string])[] }[] = [
  {
    title: "Everywhere",
    keys: [
      ["Ctrl K", "pages, files, every act"],
      ["U", "choose files"],
      ["Ctrl V", "upload what is on the clipboard"],
      ["G then L", "library"],
      ["G then D", "devices"],
      ["G then T", "trash"],
      ["G then S", "settings"],
      ["?", "this"],
    ],
  },
  {
    title: "In the library",
    keys: [
      ["/", "search"],
      ["J K", "move, as the arrows do; on a file: to its neighbours"],
      ["Enter", "open"],
      ["X", "select, as Space does"],
      ["Shift ↓", "select a range"],
      ["Ctrl A", "all on screen, again: all that match"],
      ["V", "grid or list"],
      ["Esc", "close, end the selection, clear the search"],
    ],
  },
  {
    title: "With a file",
    keys: [
      ["C", "copy the link"],
      ["Shift C", "copy as Markdown, HTML, BBCode"],
      ["O", "open the link in a new tab"],
      ["D", "download"],
      ["E", "rename, edit the link"],
      ["P", "private or public"],
      ["Del", "to the trash"],
      ["Z", "undo the last act"],
      ["+ − 0", "a picture or page larger, smaller, whole"],
    ],
  },
  {
    title: "In the tray",
    keys: [
      [".", "to the tray and back"],
      ["Space", "pause, go on"],
      ["R", "try again"],
      ["Del", "cancel"],
    ],
  },
];

export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const on = usePreference("singleKeys");
  return (
    <Dialog open onOpenChange={(open) => { if (!open) onClose(); }}>
      <DialogContent className="md:w-[880px]!">
        <DialogTitle>Keyboard</DialogTitle>
        {!on && (
          <p className="mt-1 text-ink-2">
            Single keys are turned off in{" "}
            <Link to="/settings/appearance" className="underline decoration-edge underline-offset-3" onClick={onClose}>
              Settings
            </Link>
            .
          </p>
        )}
        <div className="mt-3 grid gap-x-8 gap-y-4 md:grid-cols-2 xl:grid-cols-4">
          {GROUPS.map(({ title, keys }) => (
            <section key={title}>
              <h3 className="mb-1 text-caption text-ink-3">{title}</h3>
              <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-3 gap-y-1">
                {keys.map(([combination, act]) => (
                  <div key={combination} className="contents">
                    <dt className="flex min-w-[76px] gap-1">
                      <Combination keys={combination} />
                    </dt>
                    <dd className="text-ink-2">{act}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <DialogActions>
          <Button onClick={onClose}>Close</Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
