// What the parts of the form share: what is typed, what it is asked by, what is
// wrong with it, and where to go.
import { createContext, useContext, type Dispatch, type SetStateAction } from "react";
import type { Autosaved } from "../../autosave/useAutosave";
import type { Chart, Context, Dossier, Form, Problem, Situation } from "./model";
import type { Step } from "./steps";
import type { Reading } from "./when";

export interface Filling {
  dossier: Dossier;
  form: Form;
  chart: Chart;
  context: Context;
  situation: Situation;
  auto: Autosaved;
  reading: Reading;
  steps: Step[];
  editable: boolean;
  /** The sentence beside a field, once it was touched or the file was checked. */
  problem: (path: string) => string | undefined;
  /** Every problem is shown. */
  check: () => void;
  checked: boolean;
  /** Asks where the file stands. */
  refresh: () => void;
  goTo: (path: string) => void;
  /** The path that somebody was sent to. */
  goal: string | undefined;
  /** The paths of the items removed since the page is open. */
  gone: string[];
  setGone: Dispatch<SetStateAction<string[]>>;
}

export const FillingContext = createContext<Filling | null>(null);

export function useFilling(): Filling {
  const filling = useContext(FillingContext);
  if (!filling) throw new Error("champ hors de son formulaire");
  return filling;
}

/** A problem as a sentence. */
export function sentence(problem: Problem): string {
  const said = problem.message.trim();
  return said.charAt(0).toUpperCase() + said.slice(1) + (/[.!?…]$/.test(said) ? "" : ".");
}
