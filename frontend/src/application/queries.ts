import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "../api/client";
import type { ApplicationFile, DecisionDraft } from "../api/shapes";

export interface Filter {
  campaign?: string | undefined;
  state?: string | undefined;
  q?: string | undefined;
}

/** Only what was asked goes into the address. */
function asked(filter: Filter & { after?: string }) {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value)) as Record<string, string>;
}

export function useApplications(filter: Filter) {
  return useInfiniteQuery({
    queryKey: ["applications", filter],
    initialPageParam: "",
    queryFn: ({ pageParam }) => take(api.GET("/applications", { params: { query: asked({ ...filter, after: pageParam }) } })),
    getNextPageParam: (page) => page.next || undefined,
    placeholderData: (before) => before,
  });
}

export function useApplication(id: string) {
  return useQuery({ queryKey: ["application", id], queryFn: () => take(api.GET("/applications/{id}", { params: { path: { id } } })) });
}

export type Verb = "submission" | "withdrawal" | "document-request" | "admission" | "inadmissibility" | "review" | "readiness" | "dismissal";

export type FileAct =
  | { kind: Verb; reason?: string }
  | { kind: "financial-report"; amount: string; indicators: string[] }
  | { kind: "report-validation" }
  | { kind: "agenda"; session: string }
  | { kind: "decision"; request: string; draft: DecisionDraft }
  | { kind: "proposal" | "announcement"; request: string; amount: string }
  | { kind: "act"; award: string }
  | { kind: "signature" | "notification"; act: string }
  | { kind: "commitment"; award: string; ej: string; line: number };

const read = (id: string) => take(api.GET("/applications/{id}", { params: { path: { id } } }));

async function send(id: string, act: FileAct): Promise<ApplicationFile> {
  const path = { id };
  switch (act.kind) {
    case "financial-report":
      return take(api.POST("/applications/{id}/financial-report", { params: { path }, body: { realised_euros: act.amount, ...(act.indicators.length > 0 ? { indicators: act.indicators } : {}) } }));
    case "report-validation":
      return take(api.POST("/applications/{id}/financial-report/validation", { params: { path } }));
    case "agenda":
      await take(api.POST("/committee-sessions/{id}/agenda", { params: { path: { id: act.session } }, body: { application: id } }));
      return read(id);
    case "decision":
      return take(api.POST("/requests/{id}/decision", { params: { path: { id: act.request } }, body: act.draft }));
    case "proposal":
      await take(api.PUT("/requests/{id}/proposal", { params: { path: { id: act.request } }, body: { amount_euros: act.amount } }));
      return read(id);
    case "announcement":
      await take(api.PUT("/requests/{id}/announcement", { params: { path: { id: act.request } }, body: { amount_euros: act.amount } }));
      return read(id);
    case "act":
      return take(api.POST("/awards/{id}/act", { params: { path: { id: act.award } } }));
    case "signature":
      return take(api.POST("/acts/{id}/signature", { params: { path: { id: act.act } } }));
    case "notification":
      return take(api.POST("/acts/{id}/notification", { params: { path: { id: act.act } } }));
    case "commitment":
      return take(api.POST("/awards/{id}/commitment", { params: { path: { id: act.award } }, body: { ej: act.ej, ej_line: act.line } }));
    default:
      return take(api.POST(`/applications/{id}/${act.kind}`, { params: { path }, body: act.reason ? { reason: act.reason } : {} }));
  }
}

/** The file as the server left it; everything else that may have moved is asked again. */
function useRefresh() {
  const client = useQueryClient();
  return (file: ApplicationFile) => {
    client.setQueryData(["application", file.id], file);
    void client.invalidateQueries({ predicate: ({ queryKey }) => !["draft", "session", "strategy"].includes(String(queryKey[0])) && queryKey[1] !== file.id });
  };
}

export function useFileAct(id: string) {
  const refresh = useRefresh();
  return useMutation({ mutationFn: (act: FileAct) => send(id, act), onSuccess: refresh });
}
