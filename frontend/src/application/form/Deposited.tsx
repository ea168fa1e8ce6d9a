// Question of the tab: what did the applicant say, and what did it join?
import { useMemo } from "react";
import { Attachments } from "../../attachment/Attachments";
import type { ApplicationFile } from "../../api/shapes";
import { useAutosave } from "../../autosave/useAutosave";
import { Button, Loaded } from "../../ui";
import { FillingContext, type Filling } from "./filling";
import { Index, type Chart, type Dossier, type Form } from "./model";
import { pulled, useDossier, useForm } from "./queries";
import { Readout } from "./Readout";
import { chaptersOf } from "./steps";
import { Reading } from "./when";
import "./form.css";

export function Deposited({ file }: { file: ApplicationFile }) {
  const dossier = useDossier(file.id);
  const form = useForm(dossier.data?.form);
  return (
    <Loaded query={dossier} lines={10}>
      {(read) => (
        <Loaded query={form} lines={10}>
          {(text) => <Whole key={read.version} file={file} dossier={read} form={text.form} chart={text.chart} />}
        </Loaded>
      )}
    </Loaded>
  );
}

const nothing = () => undefined;

function Whole({ file, dossier, form, chart }: { file: ApplicationFile; dossier: Dossier; form: Form; chart: Chart }) {
  // Nothing is typed here: nothing is ever sent.
  const auto = useAutosave({ key: `read/${dossier.id}`, start: pulled(dossier), send: () => Promise.reject(new Error("read only")) });
  const index = useMemo(() => new Index(form, chart), [form, chart]);
  const reading = new Reading(index, auto, dossier.context);
  const filling: Filling = { dossier, form, chart, context: dossier.context, situation: dossier.situation, auto, reading, steps: chaptersOf(reading).flatMap((chapter) => chapter.steps), editable: false, checked: false, check: nothing, refresh: nothing, goal: undefined, goTo: nothing, problem: nothing, gone: [], setGone: nothing };
  const documents = dossier.situation.documents.filter((one) => !one.in_form).map((one) => ({ code: one.code, label: one.label, required: one.severity === "blocks", standing: one.standing }));
  return (
    <FillingContext value={filling}>
      <div className="stack-large">
        <div className="line">
          <p className="muted">Le dossier tel que son porteur l’a rempli{file.snapshot_hash && <>, figé au dépôt sous l’empreinte <span className="code">{file.snapshot_hash.slice(0, 16)}…</span></>}. Formulaire {dossier.form}.</p>
          <Button className="push not-printed" icon="print" onClick={() => window.print()}>Imprimer</Button>
        </div>
        <Readout />
        <section className="stack" aria-labelledby="pieces">
          <h2 id="pieces">Pièces du dossier</h2>
          <Attachments subjectKind="application" subjectId={file.id} documents={documents.filter((one) => !one.standing)} readOnly />
        </section>
        <section className="stack" aria-labelledby="standing">
          <h2 id="standing">Pièces permanentes de l’organisme</h2>
          <Attachments subjectKind="organisation" subjectId={file.applicant.id} documents={documents.filter((one) => one.standing)} readOnly />
        </section>
      </div>
    </FillingContext>
  );
}
