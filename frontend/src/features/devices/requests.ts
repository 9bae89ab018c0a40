import { useQuery } from "@tanstack/react-query";

import { api, orThrow } from "@/api/client";
import type { Upload } from "@/api/types";
import { Problem, problemOf, UNREACHABLE } from "@/lib/problem";

/** A configuration file, with the token in it. Kept in memory while the page is open, nowhere else. */
export interface DeviceFile {
  text: string;
  token: string;
  takenAt: number;
}

export function useClients() {
  return useQuery({
    queryKey: ["clients"],
    queryFn: async ({ signal }) => orThrow(await api.GET("/api/clients", { signal })),
    staleTime: Infinity,
  });
}

/** Each call makes a token of its own. */
export async function takeFile(client: string): Promise<DeviceFile> {
  const answer = await api.GET("/api/clients/{client}", { params: { path: { client } }, parseAs: "text" });
  const text = String(orThrow(answer));
  return { text, token: /bd_[A-Za-z0-9_-]+/.exec(text)?.[0] ?? "", takenAt: Date.now() };
}

/** The newest file of the account, whichever way it came; null where there is none. */
export async function newest(signal: AbortSignal): Promise<Upload | null> {
  const query = { sort: "newest", limit: 1 } as const;
  return orThrow(await api.GET("/api/uploads", { params: { query }, signal })).items[0] ?? null;
}

/**
 * Sends a small picture with the device's own token, past the session: if it arrives, the host and the token
 * are good, and what is wrong is on the device.
 */
export async function sendTest(token: string, picture: Blob): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch("/api/uploads/test-picture.png", {
      method: "PUT",
      credentials: "omit",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/octet-stream" },
      body: picture,
    });
  } catch {
    throw new Problem({ status: UNREACHABLE });
  }
  if (!answer.ok) throw problemOf(answer.status, await answer.json().catch(() => null), answer.headers.get("Retry-After"));
}
