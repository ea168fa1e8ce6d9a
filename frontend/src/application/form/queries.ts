// How the form of a file travels: read, typed field by field, deposited.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, Refusal, take, takeRaw } from "../../api/client";
import { frenchDeep } from "../../api/french";
import type { ApplicationFile } from "../../api/shapes";
import { newID } from "../../autosave/engine";
import type { Answer, Edit, Known, Pulled } from "../../autosave/useAutosave";
import type { Context, Dossier, Situation } from "./model";

/** A field of the file, with the number of the file that it was taken from. */
export interface Given extends Known {
  origin?: string;
}

/** A file to type on: to the letter, but for the sentences of the program. */
export function useDossier(id: string) {
  return useQuery({
    queryKey: ["draft", id],
    staleTime: Infinity,
    gcTime: 0,
    queryFn: async () => told(await takeRaw(api.GET("/applications/{id}/form", { params: { path: { id } } }))),
  });
}

/** The same, to be read only. */
export function useSituation(id: string) {
  return useQuery({ queryKey: ["situation", id], queryFn: async () => told(await takeRaw(api.GET("/applications/{id}/form", { params: { path: { id } } }))).situation });
}

const told = (dossier: Dossier): Dossier => ({ ...dossier, situation: frenchDeep(dossier.situation), funders: frenchDeep(dossier.funders) });

/** A version of the form never changes. */
export function useForm(version: string | undefined) {
  return useQuery({
    queryKey: ["form", version],
    enabled: version !== undefined,
    staleTime: Infinity,
    queryFn: () => take(api.GET("/forms/{version}", { params: { path: { version: version! } } })),
  });
}

export interface News {
  situation: Situation;
  context?: Context;
  editable?: boolean;
}

/** What conditions are made of, besides answers: it is asked again when one of these changes. */
const CONTEXT = /^(request|programme|renewal_of)\b/;

/** How the answers of a file travel; each time, tell is told where the file stands. */
export function door(id: string, tell: (news: News) => void) {
  const params = { path: { id } };
  let newest = 0;
  // An answer that was long under way says nothing of what was typed since.
  const hear = (version: number, news: News) => {
    if (version < newest) return;
    newest = version;
    tell(news);
  };
  const pull = async (since: number): Promise<Pulled> => {
    const dossier = told(await takeRaw(api.GET("/applications/{id}/form", { params: { ...params, query: { since } } })));
    hear(dossier.version, { situation: dossier.situation, context: dossier.context, editable: dossier.editable });
    return pulled(dossier);
  };
  return {
    pull,
    send: async (edits: Edit[], { keepalive }: { keepalive: boolean }): Promise<Answer> => {
      const answer = await takeRaw(api.PATCH("/applications/{id}/answers", { params, body: { edits }, keepalive }));
      // The engine then sends them one by one: what is accepted is kept once, what is not is told.
      const [refused] = answer.refused;
      if (refused) throw new Refusal({ code: "answer.refused", detail: refused.detail }, 422);
      if (edits.some((edit) => CONTEXT.test(edit.path))) await pull(answer.version).catch(() => undefined);
      else hear(answer.version, { situation: frenchDeep(answer.situation) });
      return { version: answer.version, saved: answer.saved, conflicts: answer.conflicts };
    },
  };
}

export function pulled(dossier: Dossier): Pulled {
  return { version: dossier.version, fields: dossier.fields, conflicts: dossier.conflicts };
}

/** The id of a file to begin, kept by this tab until it is begun: a refresh begins it once. */
function keptID(key: string): string {
  try {
    const kept = sessionStorage.getItem(key);
    if (kept) return kept;
    const id = newID();
    sessionStorage.setItem(key, id);
    return id;
  } catch {
    return newID(); // Storage refused: a second click is held by the button.
  }
}

function forgetID(key: string) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Storage refused: nothing was kept.
  }
}

/** Begins a file, or one that renews another. */
export function useBegin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ campaign, renewalOf }: { campaign: string; renewalOf?: string }) => {
      const key = `begin:${campaign}:${renewalOf ?? ""}`;
      const file = await takeRaw(api.POST("/applications", { body: { campaign, id: keptID(key), ...(renewalOf ? { renewal_of: renewalOf } : {}) } }));
      forgetID(key);
      return file;
    },
    onSuccess: () => void client.invalidateQueries({ predicate: ({ queryKey }) => ["applications", "campaigns"].includes(String(queryKey[0])) }),
  });
}

/** Deposits the file as it is known to the server. */
export function useSubmission(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (): Promise<ApplicationFile> => take(api.POST("/applications/{id}/submission", { params: { path: { id } }, body: {} })),
    onSuccess: (file) => {
      client.setQueryData(["application", id], file);
      void client.invalidateQueries({ predicate: ({ queryKey }) => ["applications", "campaigns", "situation"].includes(String(queryKey[0])) });
    },
  });
}

/** The numbered notices of a deposited file. */
export function useNotices(id: string) {
  return useQuery({ queryKey: ["notices", id], queryFn: async () => (await take(api.GET("/applications/{id}/review", { params: { path: { id } } }))).notices });
}
