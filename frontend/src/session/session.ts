// Who is here. The server keeps the session; the page only asks.
import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { api, Refusal, take } from "../api/client";
import type { Me } from "../api/shapes";

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

function forgetTyped() {
  try {
    sessionStorage.clear();
  } catch {
    // Storage refused: nothing was kept.
  }
}

/** Another person is here: what the last one saw is forgotten. */
function become(client: QueryClient, me: Me | null) {
  client.setQueryData(key, me);
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== key[0] });
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
    onSuccess: (me) => become(client, me),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.DELETE("/session")),
    onSettled: () => {
      // What was typed and not kept belongs to who leaves.
      forgetTyped();
      become(client, null);
    },
  });
}
