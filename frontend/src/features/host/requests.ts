import { api, orThrow } from "@/api/client";

/** By hand until the API's document has it. */
export interface HostSettingsAnswer {
  /** null: what the host's own settings say. */
  allowed_types: string[] | null;
  effective_allowed_types: string[];
  scanner: "off" | "ok" | "unavailable";
}

type Answered = Promise<{ data?: HostSettingsAnswer; error?: unknown; response: Response }>;
const calls = api as unknown as Record<"GET" | "PATCH", (path: string, call?: object) => Answered>;
const PATH = "/api/admin/settings";

export async function getHostSettings(signal?: AbortSignal): Promise<HostSettingsAnswer> {
  return orThrow(await calls.GET(PATH, { signal }));
}

export async function changeHostSettings(allowed: string[] | null): Promise<HostSettingsAnswer> {
  return orThrow(await calls.PATCH(PATH, { body: { allowed_types: allowed } }));
}
