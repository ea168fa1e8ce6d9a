import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "../api/client";
import type { CommitteeSession, Vote } from "../api/types";

const LIVE = 4_000; // milliseconds between two looks at an open session

export function useSessions(campaign: string | undefined) {
  return useQuery({
    queryKey: ["sessions", campaign],
    enabled: campaign !== undefined,
    queryFn: () => take(api.GET("/committee-sessions", { params: { query: { campaign: campaign! } } })),
  });
}

export function useCommitteeSession(id: string) {
  return useQuery({
    queryKey: ["committee-session", id],
    queryFn: () => take(api.GET("/committee-sessions/{id}", { params: { path: { id } } })),
    refetchInterval: (query) => (query.state.data?.state === "open" ? LIVE : false),
  });
}

export function useMinutes(id: string) {
  return useQuery({ queryKey: ["minutes", id], queryFn: () => take(api.GET("/committee-sessions/{id}/minutes", { params: { path: { id } } })) });
}

export type SessionAct =
  | { kind: "open" }
  | { kind: "close" }
  | { kind: "attendance"; seat: string; present: boolean }
  | { kind: "open-item"; item: string }
  | { kind: "close-item"; item: string }
  | { kind: "ballot"; item: string; vote: Vote }
  | { kind: "recusal"; item: string; reason: string };

function send(id: string, act: SessionAct): Promise<CommitteeSession> {
  const path = { id };
  switch (act.kind) {
    case "open":
      return take(api.POST("/committee-sessions/{id}/opening", { params: { path } }));
    case "close":
      return take(api.POST("/committee-sessions/{id}/closing", { params: { path } }));
    case "attendance":
      return take(api.POST("/committee-sessions/{id}/attendance", { params: { path }, body: { seat: act.seat, present: act.present } }));
    case "open-item":
      return take(api.POST("/committee-sessions/{id}/items/{item}/opening", { params: { path: { id, item: act.item } } }));
    case "close-item":
      return take(api.POST("/committee-sessions/{id}/items/{item}/closing", { params: { path: { id, item: act.item } } }));
    case "ballot":
      return take(api.POST("/committee-sessions/{id}/items/{item}/ballot", { params: { path: { id, item: act.item } }, body: { vote: act.vote } }));
    case "recusal":
      return take(api.POST("/committee-sessions/{id}/items/{item}/recusal", { params: { path: { id, item: act.item } }, body: { reason: act.reason } }));
  }
}

export function useSessionAct(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: SessionAct) => send(id, act),
    onSuccess: (session) => {
      client.setQueryData(["committee-session", id], session);
      void client.invalidateQueries({ predicate: (query) => ["sessions", "applications", "application", "minutes"].includes(String(query.queryKey[0])) });
    },
  });
}
