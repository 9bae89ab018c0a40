import { api, orThrow } from "@/api/client";
import type { components } from "@/api/schema";

import type { ApiFilters, Sort } from "./search";

export type Upload = components["schemas"]["UploadAnswer"];
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

/** What is in an archive. */
export async function listContents(id: number, signal?: AbortSignal) {
  return orThrow(await api.GET("/api/uploads/{upload_id}/contents", { ...path(id), signal }));
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
