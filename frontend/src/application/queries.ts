import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "../api/client";
import type { ApplicationFile, DecisionDraft } from "../api/types";

export interface Filter {
  campaign?: string | undefined;
  state?: string | undefined;
  q?: string | undefined;
  funder?: string | undefined;
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

function useRefresh(id: string) {
  const client = useQueryClient();
  return (file: ApplicationFile) => {
    client.setQueryData(["application", id], file);
    void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "application" && query.queryKey[0] !== "session" });
  };
}

export function useAct(id: string) {
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: ({ action, reason }: { action: string; reason?: string }) =>
      take(api.POST("/applications/{id}/{action}", { params: { path: { id, action } }, body: reason ? { reason } : {} })),
    onSuccess: refresh,
  });
}

export function useDecide(id: string) {
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: ({ request, draft }: { request: string; draft: DecisionDraft }) =>
      take(api.POST("/requests/{id}/decision", { params: { path: { id: request } }, body: draft })),
    onSuccess: refresh,
  });
}
