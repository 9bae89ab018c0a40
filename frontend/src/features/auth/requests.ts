import { useQuery } from "@tanstack/react-query";

import { api, orThrow } from "@/api/client";
import { session } from "@/api/session";
import type { Strength } from "@/api/types";

export interface Account {
  username: string;
  email: string;
  password: string;
}

export async function signIn(login: string, password: string): Promise<void> {
  session.signedIn(orThrow(await api.POST("/api/auth/login", { body: { login, password } })));
}

export async function register(account: Account, invite: string): Promise<void> {
  const body = invite ? { ...account, invite } : account;
  session.signedIn(orThrow(await api.POST("/api/auth/register", { body })));
}

/** Makes the first administrator, by the link that the server printed. */
export async function setUp(account: Account, token: string): Promise<void> {
  session.signedIn(orThrow(await api.POST("/api/auth/setup", { body: { ...account, token } })));
}

/** What this host lets people do; the same for everybody. */
export function useAuthOptions() {
  return useQuery({
    queryKey: ["auth-options"],
    queryFn: async ({ signal }) => orThrow(await api.GET("/api/auth/options", { signal })),
    staleTime: 5 * 60_000,
  });
}

export async function isFree(username: string, signal: AbortSignal): Promise<boolean> {
  const query = { username };
  return orThrow(await api.GET("/api/auth/available", { params: { query }, signal })).available;
}

export async function strengthOf(account: Account, signal: AbortSignal): Promise<Strength> {
  return orThrow(await api.POST("/api/auth/password-strength", { body: account, signal }));
}
