// The inbox of this person's role, body or seat: read by several, so nothing is
// marked as read on the server. This browser remembers what it has shown.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { api, take } from "../api/client";
import type { Message } from "../api/shapes";

const AGAIN = 60_000; // milliseconds between two looks

export function useInbox() {
  return useInfiniteQuery({
    queryKey: ["messages"],
    initialPageParam: "",
    queryFn: ({ pageParam }) => take(api.GET("/messages", { params: { query: pageParam ? { after: pageParam } : {} } })),
    getNextPageParam: (page) => page.next || undefined,
    refetchInterval: AGAIN,
  });
}

const listeners = new Set<() => void>();

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** The moment of the newest message that this person saw here, and how to move it. */
export function useSeen(person: string): [string, (moment: string) => void] {
  const key = `seen:${person}`;
  const seen = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => read(key),
  );
  const see = useCallback(
    (moment: string) => {
      if (moment <= read(key)) return;
      try {
        localStorage.setItem(key, moment);
      } catch {
        // Storage refused: the count stays.
      }
      for (const tell of listeners) tell();
    },
    [key],
  );
  return [seen, see];
}

export function unseen(messages: Message[], seen: string): number {
  return messages.filter((message) => message.at > seen).length;
}
