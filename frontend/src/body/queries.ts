import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take, takeRaw } from "../api/client";
import { french, frenchDeep } from "../api/french";
import type { components } from "../api/schema";
import type { Answer, Edit, Pulled } from "../autosave/useAutosave";

type Schemas = components["schemas"];
export type Organisation = Schemas["Organisation"];
export type Access = Schemas["Access"];
export type RecordField = Schemas["BodyField"];
export type RecordProblem = Schemas["BodyProblem"];
export type Mandate = Schemas["BodyMandate"];
export type BankAccount = Schemas["BodyAccountLine"];
export type Member = Schemas["BodyMemberLine"];
export type StandingDocument = Schemas["BodyDocument"];

/** A body: its sentences well set, and what people typed to the letter, for it is typed on. */
function set(organisation: Organisation): Organisation {
  const { record } = organisation;
  return {
    ...frenchDeep(organisation),
    name: organisation.name,
    record: { ...record, problems: frenchDeep(record.problems), fields: record.fields.map((field) => ({ ...field, label: french(field.label) })) },
  };
}

export function useOrganisation(id: string) {
  return useQuery({ queryKey: ["organisation", id], queryFn: async () => set(await takeRaw(api.GET("/organisations/{id}", { params: { path: { id } } }))) });
}

/** How the fields of a record travel; told is told what is wrong with them each time. */
export function recordDoor(id: string, told: (problems: RecordProblem[]) => void) {
  const params = { path: { id } };
  return {
    send: async (edits: Edit[], { keepalive }: { keepalive: boolean }): Promise<Answer> => {
      const answer = await takeRaw(api.PATCH("/organisations/{id}/record", { params, body: { edits }, keepalive }));
      told(frenchDeep(answer.problems));
      return { version: answer.version, saved: answer.saved.map(dated), conflicts: answer.conflicts.map(both) };
    },
    pull: async (since: number): Promise<Pulled> => {
      const record = await takeRaw(api.GET("/organisations/{id}/record", { params: { ...params, query: { since } } }));
      told(frenchDeep(record.problems));
      return pulled(record);
    },
  };
}

/** A record as the fields of a form start. */
export function pulled(record: Schemas["BodyRecord"]): Pulled {
  return { version: record.version, fields: record.fields.map(dated), conflicts: record.conflicts.map(both) };
}

const dated = (field: RecordField) => ({ ...field, at: field.at ?? "" });
const both = (conflict: Schemas["BodyConflict"]) => ({ ...conflict, current: dated(conflict.current) });

export type BodyAct =
  | { kind: "appoint"; mandate: Schemas["MandateInputBody"] }
  | { kind: "end-mandate"; mandate: string; on: string }
  | { kind: "propose"; account: Schemas["BankAccountInputBody"] }
  | { kind: "approve"; account: string; reason: string; hours: number }
  | { kind: "refuse"; account: string; reason: string }
  | { kind: "sign"; version: string; hash: string }
  | { kind: "deposit"; document: Schemas["StandingInputBody"] }
  | { kind: "end-member"; member: string };

function send(id: string, act: BodyAct): Promise<Organisation> {
  const path = { id };
  switch (act.kind) {
    case "appoint":
      return takeRaw(api.POST("/organisations/{id}/mandates", { params: { path }, body: act.mandate }));
    case "end-mandate":
      return takeRaw(api.POST("/organisations/{id}/mandates/{mandate}/end", { params: { path: { id, mandate: act.mandate } }, body: { on: act.on } }));
    case "propose":
      return takeRaw(api.POST("/organisations/{id}/bank-accounts", { params: { path }, body: act.account }));
    case "approve":
      return takeRaw(api.POST("/organisations/{id}/bank-accounts/{account}/approval", { params: { path: { id, account: act.account } }, body: { reason: act.reason, cooling_hours: act.hours } }));
    case "refuse":
      return takeRaw(api.POST("/organisations/{id}/bank-accounts/{account}/refusal", { params: { path: { id, account: act.account } }, body: { reason: act.reason } }));
    case "sign":
      return takeRaw(api.POST("/organisations/{id}/cer", { params: { path }, body: { version: act.version, text_hash: act.hash } }));
    case "deposit":
      return takeRaw(api.POST("/organisations/{id}/documents", { params: { path }, body: act.document }));
    case "end-member":
      return takeRaw(api.POST("/organisations/{id}/members/{member}/end", { params: { path: { id, member: act.member } } }));
  }
}

export function useBodyAct(id: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: (act: BodyAct) => send(id, act), onSuccess: (organisation) => client.setQueryData(["organisation", id], set(organisation)) });
}

export type Opening = { kind: "invite"; email: string; name: string } | ({ kind: "reopen" } & Schemas["ReopeningInputBody"]);

export function useOpening(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, ...body }: Opening): Promise<Access> =>
      takeRaw(kind === "invite" ? api.POST("/organisations/{id}/members", { params: { path: { id } }, body }) : api.POST("/organisations/{id}/access-reopening", { params: { path: { id } }, body: body as Schemas["ReopeningInputBody"] })),
    onSuccess: (access) => client.setQueryData(["organisation", id], set(access.organisation)),
  });
}

/** Sends a file to the standing documents of a body, and gives its id. */
export async function upload(organisation: string, file: File, document: string): Promise<string> {
  const kept = await take(
    api.POST("/attachments", {
      body: { file: "", subject_kind: "organisation", subject_id: organisation, document },
      bodySerializer: () => {
        const form = new FormData();
        form.append("subject_kind", "organisation");
        form.append("subject_id", organisation);
        form.append("document", document);
        form.append("file", file);
        return form;
      },
    }),
  );
  return kept.id;
}

export const contentOf = (attachment: string) => `/api/v1/attachments/${attachment}/content`;
