import { useQuery } from "@tanstack/react-query";

import { api, orThrow } from "@/api/client";
import type { components } from "@/api/schema";
import { session } from "@/api/session";
import type { NewApiToken, Scope } from "@/api/types";

export type ProfileChange = components["schemas"]["ProfileChange"];

export async function changeProfile(change: ProfileChange): Promise<void> {
  session.userChanged(orThrow(await api.PATCH("/api/users/me", { body: change })));
}

export async function changePassword(current: string, next: string): Promise<void> {
  orThrow(await api.POST("/api/users/me/password", { body: { current_password: current, new_password: next } }));
}

/** Deletes the account with all its files; there is nobody signed in afterwards. */
export async function deleteAccount(password: string): Promise<void> {
  orThrow(await api.DELETE("/api/users/me", { body: { password } }));
  session.signedOut();
}

export const SESSIONS = ["sessions"] as const;
export const TOKENS = ["tokens"] as const;
const MOST = 200;

export function useSessions() {
  return useQuery({
    queryKey: SESSIONS,
    queryFn: async ({ signal }) => orThrow(await api.GET("/api/auth/sessions", { params: { query: { limit: MOST } }, signal })).items,
  });
}

export async function endSession(id: number): Promise<void> {
  orThrow(await api.DELETE("/api/auth/sessions/{session_id}", { params: { path: { session_id: id } } }));
}

export function useTokens() {
  return useQuery({
    queryKey: TOKENS,
    queryFn: async ({ signal }) => orThrow(await api.GET("/api/users/me/tokens", { params: { query: { limit: MOST } }, signal })).items,
  });
}

export async function makeToken(name: string, scopes: Scope[], expiresAt: string | null): Promise<NewApiToken> {
  return orThrow(await api.POST("/api/users/me/tokens", { body: { name, scopes, expires_at: expiresAt } }));
}

export async function endToken(id: number): Promise<void> {
  orThrow(await api.DELETE("/api/users/me/tokens/{token_id}", { params: { path: { token_id: id } } }));
}
