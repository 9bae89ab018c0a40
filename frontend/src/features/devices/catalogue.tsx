import { Camera, Monitor, Terminal } from "lucide-react";
import type { ReactNode } from "react";

import type { Icon } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";

interface Guide {
  icon: Icon;
  platform: string;
  /** What to do with the file. */
  take: string;
  /** Commands to run once the file is there. */
  commands: (filename: string) => readonly string[];
  /** How to make the first capture. */
  tryIt: ReactNode;
  /** What is wrong most often. */
  troubles: readonly string[];
}

function Key({ children }: { children: string }) {
  return <Kbd className="inline-block! border-line bg-paper text-ink-2">{children}</Kbd>;
}

const OWN_MACHINE = "The device reaches another address than this page does. Open this page on the device itself to see.";

export const GUIDES: Readonly<Record<string, Guide>> = {
  sharex: {
    icon: Monitor,
    platform: "Windows",
    take: "Open it and ShareX asks once. It holds the token, so treat it like a key.",
    commands: () => [],
    tryIt: (
      <>
        Press <Key>Ctrl</Key> <Key>PrtSc</Key> and draw a box. The capture shows up here.
      </>
    ),
    troubles: [
      "ShareX keeps sending to another host: under Destinations, choose “Custom image uploader” as the image uploader.",
      "Uploading is not among what ShareX does after a capture: tick “Upload image to host” under After capture tasks.",
      "ShareX is older than 12.3.1 and can't read the file.",
      OWN_MACHINE,
    ],
  },
  flameshot: {
    icon: Camera,
    platform: "Linux",
    take: "A small script: it takes the shot, sends it and copies the link. It holds the token, so keep it to yourself.",
    commands: (filename) => [`install -Dm700 ~/Downloads/${filename} ~/.local/bin/${filename}`, `~/.local/bin/${filename}`],
    tryIt: "Run the second command, or bind it to a key in your desktop's settings. Draw a box and press Enter; the capture shows up here.",
    troubles: [
      "The script needs flameshot and curl, and wl-clipboard or xclip to copy; run it in a terminal to see what it says.",
      "The capture was left with Esc: then nothing is sent.",
      OWN_MACHINE,
    ],
  },
  shell: {
    icon: Terminal,
    platform: "Linux, macOS",
    take: "One script for files, pipes and screenshots. It holds the token, so keep it to yourself.",
    commands: (filename) => [`install -m700 ~/Downloads/${filename} ~/.local/bin/drop`, `echo hello | ~/.local/bin/drop -n hello.txt`],
    tryIt: "Run the second command. What it sends shows up here.",
    troubles: ["The script needs bash and curl; it says what is missing.", "~/.local/bin is not there yet: mkdir -p ~/.local/bin makes it.", OWN_MACHINE],
  },
};

const UNKNOWN: Guide = {
  icon: Terminal,
  platform: "",
  take: "It holds the token, so treat it like a key.",
  commands: () => [],
  tryIt: "Send a file with it. It shows up here.",
  troubles: [OWN_MACHINE],
};

export function guideTo(client: string): Guide {
  return GUIDES[client] ?? UNKNOWN;
}

/** The program that most people on this system take. */
export function likelyClient(userAgent: string): string {
  if (userAgent.includes("Windows")) return "sharex";
  return /Linux|X11/.test(userAgent) && !userAgent.includes("Android") ? "flameshot" : "shell";
}
