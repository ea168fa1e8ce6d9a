// Who is here. The server keeps the session; the page only asks.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, Refusal, take } from "../api/client";
import type { Me } from "../api/types";

const key = ["session"];

/** null: nobody is signed in. */
export function useSession() {
  return useQuery({
    queryKey: key,
    staleTime: Infinity,
    queryFn: async (): Promise<Me | null> => {
      try {
        return await take(api.GET("/session"));
      } catch (error) {
        if (error instanceof Refusal && error.status === 401) return null;
        throw error;
      }
    },
  });
}

/** The person of a page that only opens to someone signed in. */
export function useMe(): Me {
  const { data } = useSession();
  if (!data) throw new Error("page ouverte sans session");
  return data;
}

export function useDemonstration() {
  return useQuery({ queryKey: ["demonstration"], queryFn: () => take(api.GET("/demonstration")), staleTime: 60_000 });
}

export interface Credentials {
  account?: string;
  email?: string;
  password?: string;
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credentials: Credentials) => take(api.POST("/session", { body: credentials })),
    onSuccess: (me) => {
      client.clear();
      client.setQueryData(key, me);
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.DELETE("/session")),
    onSettled: () => {
      client.clear();
      client.setQueryData(key, null);
    },
  });
}
