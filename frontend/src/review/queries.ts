import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, Refusal, take, takeRaw } from "../api/client";
import { frenchDeep } from "../api/french";
import type { components } from "../api/schema";
import type { Problem } from "../api/shapes";
import type { WorkFilter } from "./filter";

type Schemas = components["schemas"];
export type Review = Schemas["Review"];
export type ReviewCheck = Schemas["ReviewCheck"];
export type ReviewOpinion = Schemas["ReviewOpinion"];
export type ReviewAnswer = Schemas["ReviewAnswer"];
export type ReviewRequest = Schemas["ReviewRequest"];
export type Wanted = Schemas["ReviewWanted"];
export type Duplicate = Schemas["Duplicate"];
export type Renewal = Schemas["Renewal"];
export type AskedOpinion = Schemas["AskedOpinion"];
export type OpinionDraft = Schemas["OpinionInputBody"];
export type FileMessage = Schemas["FileMessage"];
export type Work = Schemas["Work"];
export type View = Schemas["View"];
export type BulkRun = Schemas["BulkRun"];
export type BulkDraft = Schemas["BulkInputBody"];
export type Verdict = Schemas["RuleVerdict"];

/** The examination twice: as it was typed, to be typed on; and as it is read. */
export interface Examination {
  typed: Review;
  told: Review;
}

const both = (typed: Review): Examination => ({ typed, told: frenchDeep(typed) });
const examinationKey = (id: string) => ["examination", "of", id];
const threadKey = (id: string) => ["file-messages", "of", id];

const readReview = (id: string) => takeRaw(api.GET("/applications/{id}/review", { params: { path: { id } } }));

export function useReview(id: string, enabled = true) {
  return useQuery({ queryKey: examinationKey(id), enabled, select: both, queryFn: () => readReview(id) });
}

/** What the rules of the call say of the file, where they are not respected. */
export function useFailedRules(id: string) {
  return useQuery({
    queryKey: ["rules", "failed", id],
    queryFn: () => take(api.GET("/applications/{id}/rules", { params: { path: { id } } })),
    select: (judged): Verdict[] => [...judged.deposit, ...judged.decision].filter((one) => one.outcome === "failed" && (one.severity === "blocks" || one.severity === "warns")),
  });
}

export type ReviewAct =
  | { kind: "check"; check: Schemas["CheckInput"] }
  | { kind: "credit"; credit: Schemas["CreditInput"] }
  | { kind: "score"; score: Schemas["ScoreInput"] }
  | { kind: "sheet"; sheet: Schemas["SheetInputBody"] }
  | { kind: "ask"; seats: Schemas["SeatAsked"][] }
  | { kind: "relaunch"; opinion: string }
  | { kind: "relaunch-all" }
  | { kind: "answer"; opinion: string; answer: OpinionDraft }
  | { kind: "documents"; request: Schemas["DocumentsInputBody"] }
  | { kind: "proposal"; request: string; amount: string };

async function send(id: string, act: ReviewAct): Promise<Review> {
  const params = { path: { id } };
  switch (act.kind) {
    case "check":
      return takeRaw(api.PUT("/applications/{id}/checks", { params, body: { checks: [act.check] } }));
    case "credit":
      return takeRaw(api.PUT("/applications/{id}/ordinary-credits", { params, body: { credits: [act.credit] } }));
    case "score":
      return takeRaw(api.PUT("/applications/{id}/scores", { params, body: { scores: [act.score] } }));
    case "sheet":
      return takeRaw(api.PUT("/applications/{id}/sheet", { params, body: act.sheet }));
    case "ask":
      return takeRaw(api.POST("/applications/{id}/opinion-requests", { params, body: { seats: act.seats } }));
    case "relaunch":
      return takeRaw(api.POST("/opinion-requests/{id}/relaunch", { params: { path: { id: act.opinion } } }));
    case "relaunch-all":
      return takeRaw(api.POST("/applications/{id}/opinion-relaunches", { params }));
    case "answer":
      await takeRaw(api.POST("/opinion-requests/{id}/answer", { params: { path: { id: act.opinion } }, body: act.answer }));
      return readReview(id);
    case "documents":
      await takeRaw(api.POST("/applications/{id}/document-request", { params, body: act.request }));
      return readReview(id);
    case "proposal":
      await takeRaw(api.PUT("/requests/{id}/proposal", { params: { path: { id: act.request } }, body: { amount_euros: act.amount } }));
      return readReview(id);
  }
}

/** An act on the examination: one at a time, so that the last answer is the last truth. */
export function useReviewAct(id: string) {
  const client = useQueryClient();
  return useMutation({
    scope: { id: `review ${id}` },
    mutationFn: (act: ReviewAct) => send(id, act),
    onSuccess: (review) => {
      client.setQueryData(examinationKey(id), review);
      void client.invalidateQueries({ queryKey: ["application", id] });
      void client.invalidateQueries({ predicate: ({ queryKey }) => ["worklist", "rules", "grid"].includes(String(queryKey[0])) });
    },
    onError: (error) => {
      // Somebody was faster: what they wrote is shown.
      if (error instanceof Refusal && error.status === 409) void client.invalidateQueries({ queryKey: examinationKey(id) });
    },
  });
}

/** Keeps the letter that brought an opinion, and gives its id. */
export async function keepLetter(opinion: string, file: File): Promise<string> {
  const form = new FormData();
  form.set("subject_kind", "opinion");
  form.set("subject_id", opinion);
  form.set("document", "opinion");
  form.set("file", file);
  let response: Response;
  try {
    response = await fetch("/api/v1/attachments", { method: "POST", body: form, credentials: "same-origin", headers: { Accept: "application/json, application/problem+json" } });
  } catch {
    throw new Refusal({ code: "link.down" }, 0);
  }
  const told = (await response.json().catch(() => ({}))) as Problem & { id?: string };
  if (!response.ok || !told.id) throw new Refusal(told, response.status);
  return told.id;
}

export function useThread(id: string) {
  return useQuery({ queryKey: threadKey(id), queryFn: () => take(api.GET("/applications/{id}/messages", { params: { path: { id } } })) });
}

export function useSay(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (message: { body: string; internal: boolean }) => take(api.POST("/applications/{id}/messages", { params: { path: { id } }, body: message })),
    onSuccess: (thread) => client.setQueryData(threadKey(id), thread),
  });
}

export function useReadThread(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (message: string) => take(api.PUT("/applications/{id}/messages/read", { params: { path: { id } }, body: { message } })),
    // The thread itself keeps what was new while it is read; the counts do not.
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: examinationKey(id) });
      void client.invalidateQueries({ queryKey: ["worklist"] });
    },
  });
}

/** What goes into the address of the list. */
function queryOf({ text, ...filter }: WorkFilter & { after?: string }) {
  return Object.fromEntries(Object.entries({ ...filter, q: text }).filter(([, value]) => value)) as Record<string, never>;
}

export function useWorklist(filter: WorkFilter, enabled = true) {
  return useInfiniteQuery({
    queryKey: ["worklist", "list", filter],
    enabled,
    initialPageParam: "",
    queryFn: ({ pageParam }) => take(api.GET("/worklist", { params: { query: queryOf({ ...filter, after: pageParam }) } })),
    getNextPageParam: (page) => page.next || undefined,
    placeholderData: (before) => before,
  });
}

const viewsKey = ["views"];

export function useViews() {
  return useQuery({ queryKey: viewsKey, queryFn: () => takeRaw(api.GET("/worklist/views")) });
}

export type ViewAct = { kind: "save"; name: string; filter: WorkFilter } | { kind: "rename"; view: View; name: string } | { kind: "drop"; view: View };

export function useViewAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (act: ViewAct) => {
      const drop = (view: View) => takeRaw(api.DELETE("/worklist/views/{id}", { params: { path: { id: view.id } } }));
      if (act.kind === "drop") return drop(act.view);
      const saved = await takeRaw(api.POST("/worklist/views", { body: { name: act.name.trim(), filter: act.kind === "save" ? act.filter : act.view.filter } }));
      return act.kind === "rename" && act.view.name !== act.name.trim() ? drop(act.view) : saved;
    },
    onSuccess: (views) => client.setQueryData(viewsKey, views),
  });
}

export function useBulk() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: BulkDraft) => take(api.POST("/reviews/bulk", { body: draft })),
    onSuccess: (run) => client.setQueryData(["bulk", run.id], run),
  });
}

const RUN_AGAIN = 800; // milliseconds between two looks at a run under way

export function useRun(id: string) {
  return useQuery({
    queryKey: ["bulk", id],
    enabled: id !== "",
    queryFn: () => take(api.GET("/reviews/bulk/{id}", { params: { path: { id } } })),
    refetchInterval: (query) => (query.state.data && !query.state.data.finished ? RUN_AGAIN : false),
  });
}

const opinionsKey = ["opinions-asked"];

export function useOpinionsAsked() {
  return useQuery({ queryKey: opinionsKey, queryFn: () => take(api.GET("/opinion-requests")) });
}

export function useGiveOpinion() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ opinion, answer }: { opinion: string; answer: OpinionDraft }) => take(api.POST("/opinion-requests/{id}/answer", { params: { path: { id: opinion } }, body: answer })),
    onSuccess: (list) => client.setQueryData(opinionsKey, list),
  });
}
