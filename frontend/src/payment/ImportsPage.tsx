// Question of the page: what did we receive, what was understood, what was not?
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState, type FormEvent } from "react";
import { api, Refusal, take } from "../api/client";
import type { ImportReport } from "../api/shapes";
import { timestamp } from "../dates";
import { count } from "../money";
import { useMe } from "../session/session";
import { Button, Dialog, Empty, Loaded, Money, Notice, Page, SelectField, State, Table, useToast, type Column } from "../ui";
import "./imports.css";

type Kind = ImportReport["kind"];

const kinds: { value: Kind; label: string }[] = [
  { value: "chorus", label: "Extraction Chorus (paiements de l’État)" },
  { value: "subsidies", label: "Subventions publiées (SCDL)" },
];

export default function ImportsPage() {
  const me = useMe();
  const imports = useQuery({ queryKey: ["imports"], queryFn: () => take(api.GET("/imports")) });
  const [sending, setSending] = useState(false);
  const [report, setReport] = useState<ImportReport | null>(null);
  // The list does not carry the refused rows: the report does.
  const whole = useQuery({
    queryKey: ["import", report?.id],
    enabled: report !== null,
    queryFn: () => take(api.GET("/imports/{id}", { params: { path: { id: report!.id } } })),
  });
  const may = me.rights.includes("keep_commitments");
  const last = imports.data?.items[0];

  const columns: Column<ImportReport>[] = [
    {
      key: "file",
      head: "Fichier",
      cell: (one) => (
        <>
          <button type="button" className="link table__title" onClick={() => setReport(one)}>{one.file}</button>
          <span className="table__under">{one.kind_label}</span>
        </>
      ),
    },
    {
      key: "at",
      head: "Reçu",
      notOnPhone: true,
      cell: (one) => (
        <>
          {timestamp(one.at)}
          <span className="table__under">{one.actor}</span>
        </>
      ),
    },
    { key: "read", head: "Lues", number: true, notOnPhone: true, cell: (one) => count(one.read) },
    { key: "taken", head: "Prises", number: true, cell: (one) => count(one.taken) },
    { key: "refused", head: "Refusées", number: true, cell: (one) => (one.refused > 0 ? count(one.refused) : <span className="muted">0</span>) },
    {
      key: "anomalies",
      head: "Constat",
      notOnPhone: true,
      cell: (one) =>
        one.anomalies > 0 ? <State tone="warning">{one.anomalies > 1 ? `${count(one.anomalies)} anomalies` : "1 anomalie"}</State> : <State tone="success">sans anomalie</State>,
    },
    { key: "amount", head: "Montant pris", number: true, notOnPhone: true, cell: (one) => <Money value={one.amount_euros} /> },
  ];

  return (
    <Page
      title="Imports"
      line={
        <span>
          {last ? (
            <>Dernier fichier reçu le <strong>{timestamp(last.at)}</strong>. Un même fichier reçu deux fois n’ajoute rien.</>
          ) : (
            "Un même fichier reçu deux fois n’ajoute rien."
          )}
        </span>
      }
      actions={may && <Button look="primary" icon="inbound" onClick={() => setSending(true)}>Importer un fichier</Button>}
    >
      <Loaded query={imports} lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Aucun fichier n’a été importé">Importez une extraction Chorus : chaque paiement retrouvera son engagement juridique, ou dira pourquoi il ne le peut pas.</Empty>
          ) : (
            <Table caption="Fichiers importés" columns={columns} rows={items} rowKey={(one) => one.id} />
          )
        }
      </Loaded>
      <Upload
        open={sending}
        onClose={() => setSending(false)}
        onDone={(done) => {
          setSending(false);
          setReport(done);
        }}
      />
      <Dialog open={report !== null} title={report?.file ?? ""} onClose={() => setReport(null)}>
        {report && <Report report={whole.data ?? report} />}
      </Dialog>
    </Page>
  );
}

function Upload({ open, onClose, onDone }: { open: boolean; onClose: () => void; onDone: (report: ImportReport) => void }) {
  const client = useQueryClient();
  const tell = useToast();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [kind, setKind] = useState<Kind>("chorus");
  const [name, setName] = useState("");
  const send = useMutation({
    mutationFn: (file: File) =>
      take(
        api.POST("/imports", {
          // The contract calls a file of a form « binary string »; the form carries the file itself.
          body: { kind, file: file.name },
          bodySerializer: () => {
            const form = new FormData();
            form.set("kind", kind);
            form.set("file", file);
            return form;
          },
        }),
      ),
    onSuccess: (report) => {
      void client.invalidateQueries();
      tell(`${count(report.taken)} lignes prises sur ${count(report.read)}.`);
      setName("");
      onDone(report);
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    const file = input.current?.files?.[0];
    if (file) send.mutate(file);
  }

  return (
    <Dialog open={open} title="Importer un fichier" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {send.isError && (
          <Notice tone="danger" title="Fichier refusé" law={send.error instanceof Refusal ? send.error.law : undefined}>
            <p>{send.error.message}</p>
          </Notice>
        )}
        <SelectField label="Ce que contient le fichier" value={kind} onChange={(value) => setKind(value === "subsidies" ? value : "chorus")} options={kinds} />
        <div className="field">
          <label className="field__label" htmlFor={id}>Fichier</label>
          <span className="field__hint" id={`${id}-hint`}>XLSX ou CSV. Les colonnes sont reconnues par leur en-tête.</span>
          <input ref={input} id={id} className="input" type="file" required aria-describedby={`${id}-hint`} accept=".xlsx,.csv" onChange={(event) => setName(event.target.files?.[0]?.name ?? "")} />
        </div>
        <div className="dialog__foot">
          <Button onClick={onClose}>Renoncer</Button>
          <Button look="primary" type="submit" disabled={name === ""} busy={send.isPending}>{send.isPending ? "Lecture en cours…" : "Importer"}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function Report({ report }: { report: ImportReport }) {
  return (
    <div className="stack">
      <dl className="facts facts--numbers">
        <dt>Lignes lues</dt>
        <dd>{count(report.read)}</dd>
        <dt>Prises</dt>
        <dd>{count(report.taken)}</dd>
        <dt>Refusées</dt>
        <dd>{count(report.refused)}</dd>
        <dt className="facts__total">Montant pris</dt>
        <dd className="facts__total"><Money value={report.amount_euros} /></dd>
      </dl>
      {report.already > 0 && <p className="muted">{count(report.already)} lignes étaient déjà connues : elles n’ont rien ajouté.</p>}
      {report.warnings.length > 0 && (
        <section className="stack" aria-labelledby="warnings">
          <h3 id="warnings">À vérifier</h3>
          <ul>
            {report.warnings.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </section>
      )}

      {report.refusals.length > 0 && (
        <section className="stack" aria-labelledby="refusals">
          <h3 id="refusals">Lignes refusées</h3>
          <ul className="refusals">
            {report.refusals.map((one, i) => (
              <li key={i}>
                <strong>Ligne {count(one.line)}</strong>, {one.column} : « {one.value} ». {one.reason}
              </li>
            ))}
          </ul>
        </section>
      )}
      {report.understood.length > 0 && (
        <details>
          <summary>Ce qui a été compris des colonnes</summary>
          <dl className="facts understood">
            {report.understood.map((one) => (
              <div key={one.column + one.header} className="facts__pair">
                <dt>{one.header}</dt>
                <dd>{one.field}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}
