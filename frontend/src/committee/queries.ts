import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "../api/client";
import type { CommitteeSession, Vote } from "../api/shapes";

const LIVE = 4_000; // milliseconds between two looks at an open session

export function useSessions(campaign: string | undefined) {
  return useQuery({
    queryKey: ["sessions", campaign],
    enabled: campaign !== undefined,
    queryFn: () => take(api.GET("/committee-sessions", { params: { query: { campaign: campaign! } } })),
  });
}

export function useCommitteeSession(id: string | undefined) {
  return useQuery({
    queryKey: ["committee-session", id],
    enabled: id !== undefined,
    queryFn: () => take(api.GET("/committee-sessions/{id}", { params: { path: { id: id! } } })),
    refetchInterval: (query) => (query.state.data?.state === "open" ? LIVE : false),
  });
}

export function useMinutes(id: string) {
  return useQuery({ queryKey: ["minutes", id], queryFn: () => take(api.GET("/committee-sessions/{id}/minutes", { params: { path: { id } } })) });
}

export type SessionAct =
  | { kind: "opening" }
  | { kind: "closing" }
  | { kind: "attendance"; seat: string; present: boolean }
  | { kind: "agenda"; application: string }
  | { kind: "begin"; item: string }
  | { kind: "conclude"; item: string }
  | { kind: "deferral"; item: string; reason: string }
  | { kind: "ballot"; item: string; vote: Vote }
  | { kind: "recusal"; item: string; reason: string };

function send(id: string, act: SessionAct): Promise<CommitteeSession> {
  const path = { id };
  switch (act.kind) {
    case "opening":
      return take(api.POST("/committee-sessions/{id}/opening", { params: { path } }));
    case "closing":
      return take(api.POST("/committee-sessions/{id}/closing", { params: { path } }));
    case "attendance":
      return take(api.POST("/committee-sessions/{id}/attendance", { params: { path }, body: { seat: act.seat, present: act.present } }));
    case "agenda":
      return take(api.POST("/committee-sessions/{id}/agenda", { params: { path }, body: { application: act.application } }));
    case "begin":
      return take(api.POST("/committee-sessions/{id}/items/{item}/opening", { params: { path: { id, item: act.item } } }));
    case "conclude":
      return take(api.POST("/committee-sessions/{id}/items/{item}/closing", { params: { path: { id, item: act.item } } }));
    case "deferral":
      return take(api.POST("/committee-sessions/{id}/items/{item}/deferral", { params: { path: { id, item: act.item } }, body: { reason: act.reason } }));
    case "ballot":
      return take(api.POST("/committee-sessions/{id}/items/{item}/ballot", { params: { path: { id, item: act.item } }, body: { vote: act.vote } }));
    case "recusal":
      return take(api.POST("/committee-sessions/{id}/items/{item}/recusal", { params: { path: { id, item: act.item } }, body: { reason: act.reason } }));
  }
}

const moved = ["sessions", "applications", "application", "minutes", "tasks", "grid", "messages"];

export function useSessionAct(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: SessionAct) => send(id, act),
    onSuccess: (session) => {
      client.setQueryData(["committee-session", id], session);
      void client.invalidateQueries({ predicate: (query) => moved.includes(String(query.queryKey[0])) });
    },
  });
}

export interface Convocation {
  campaign: string;
  on: string;
  place: string;
  seats: { code: string; voting: boolean }[];
}

export function useConvene() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (call: Convocation) => take(api.POST("/committee-sessions", { body: call })),
    onSuccess: () => void client.invalidateQueries({ predicate: (query) => moved.includes(String(query.queryKey[0])) }),
  });
}
