// How the pages speak to the program: one client, and refusals told in French.
import createClient from "openapi-fetch";
import { french, frenchDeep } from "./french";
import type { paths } from "./schema";
import type { Problem } from "./shapes";

export const api = createClient<paths>({
  baseUrl: `${globalThis.location?.origin ?? ""}/api/v1`,
  credentials: "same-origin",
  headers: { Accept: "application/json, application/problem+json" },
});

/** What the program refused, and why: the sentence is for the reader. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly law: string | undefined;

  constructor(problem: Problem, status: number) {
    super(problem.detail ? sentenceOf(problem.detail) : sentence(status));
    this.name = "Refusal";
    this.status = status;
    this.code = problem.code ?? `http.${status}`;
    this.field = problem.field;
    this.law = problem.law && french(problem.law);
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Gives what an answer holds, its sentences well set, or throws its Refusal. */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  return frenchDeep(await takeRaw(call));
}

/** The same, to the letter: for what a person will edit and send back. */
export async function takeRaw<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch {
    throw new Refusal({ code: "link.down" }, 0);
  }
  if (!answer.response.ok) throw new Refusal(isProblem(answer.error) ? answer.error : {}, answer.response.status);
  return answer.data as T;
}

/** A detail as a sentence: with its capital and its full stop. */
function sentenceOf(detail: string): string {
  const said = french(detail.trim());
  return said.charAt(0).toUpperCase() + said.slice(1) + (/[.!?…]$/.test(said) ? "" : ".");
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null;
}

function sentence(status: number): string {
  if (status === 0) return "Le serveur ne répond pas. Vérifiez votre liaison, puis réessayez\u00a0: rien n’est perdu dans cette page.";
  if (status === 401) return "Votre session est terminée. Connectez-vous à nouveau.";
  if (status === 403 || status === 404) return "Cette page n’existe pas, ou votre rôle ne permet pas de la voir.";
  if (status === 409) return "Quelqu’un a modifié ces données avant vous. Rechargez la page, puis reprenez votre saisie.";
  if (status === 413) return "Ce fichier est trop volumineux pour être reçu.";
  return `Le service a rencontré une panne (réponse ${status}). Réessayez\u00a0; si la panne dure, citez ce numéro.`;
}
