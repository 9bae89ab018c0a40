import { api, orThrow } from "@/api/client";
import type { components } from "@/api/schema";
import type { ArchiveContents } from "@/components/viewers/archive";

import type { ApiFilters, Sort } from "./search";

export type Upload = components["schemas"]["UploadAnswer"] & {
  /** A ThumbHash, base64: a picture of 25 bytes for the time until the real one is there. */
  placeholder?: string | null;
};
export type UploadChange = components["schemas"]["UploadChange"];

const PAGE = 100;

export async function listUploads(
  filters: ApiFilters,
  sort: Sort,
  cursor: string | null,
  signal?: AbortSignal,
  limit = PAGE,
) {
  const query = { ...filters, sort, limit, ...(cursor ? { cursor } : {}) };
  return orThrow(await api.GET("/api/uploads", { params: { query }, signal }));
}

export async function listTrash(cursor: string | null, signal?: AbortSignal) {
  const query = { trash: true, limit: PAGE, ...(cursor ? { cursor } : {}) };
  return orThrow(await api.GET("/api/uploads", { params: { query }, signal }));
}

export async function summarize(filters: ApiFilters, signal?: AbortSignal) {
  return orThrow(await api.GET("/api/uploads/summary", { params: { query: filters }, signal }));
}

/** How many files each month has by the calendar of this place, the newest first. */
export async function listMonths(filters: ApiFilters, signal?: AbortSignal) {
  const query = { ...filters, tz: new Intl.DateTimeFormat().resolvedOptions().timeZone };
  return orThrow(await api.GET("/api/uploads/months", { params: { query }, signal })).items;
}

const path = (id: number) => ({ params: { path: { upload_id: id } } });

export async function getUpload(id: number, signal?: AbortSignal) {
  return orThrow(await api.GET("/api/uploads/{upload_id}", { ...path(id), signal }));
}

type ListContents = (path: string, call: object) => Promise<{ data?: ArchiveContents; error?: unknown; response: Response }>;

/** What is in an archive. The generated types do not know the call yet; it goes the way of all the others. */
export async function listContents(id: number, signal?: AbortSignal) {
  const get = api.GET as unknown as ListContents;
  return orThrow(await get("/api/uploads/{upload_id}/contents", { ...path(id), signal }));
}

export async function changeUpload(id: number, change: UploadChange) {
  return orThrow(await api.PATCH("/api/uploads/{upload_id}", { ...path(id), body: change }));
}

export async function trashUpload(id: number) {
  return orThrow(await api.DELETE("/api/uploads/{upload_id}", path(id)));
}

export async function destroyUpload(id: number) {
  const params = { path: { upload_id: id }, query: { permanent: true } };
  return orThrow(await api.DELETE("/api/uploads/{upload_id}", { params }));
}

export async function restoreUpload(id: number) {
  return orThrow(await api.POST("/api/uploads/{upload_id}/restore", path(id)));
}

export async function emptyTrash() {
  return orThrow(await api.DELETE("/api/uploads/trash"));
}
