import { api, orThrow } from "@/api/client";
import type { components } from "@/api/schema";

export type HostSettingsAnswer = components["schemas"]["HostAnswer"];

export async function getHostSettings(signal?: AbortSignal) {
  return orThrow(await api.GET("/api/admin/settings", { signal }));
}

export async function changeHostSettings(allowed: string[] | null) {
  return orThrow(await api.PATCH("/api/admin/settings", { body: { allowed_types: allowed } }));
}
