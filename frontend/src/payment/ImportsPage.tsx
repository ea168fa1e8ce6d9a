// Question of the page: what did we receive, what was understood, what was not?
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState, type FormEvent } from "react";
import { api, Refusal, take } from "../api/client";
import type { ImportAnomaly, ImportReport } from "../api/shapes";
import { timestamp } from "../dates";
import { count } from "../money";
import { useMe } from "../session/session";
import { Button, Dialog, Empty, Loaded, Money, Notice, Page, SelectField, State, Table, useToast, type Column } from "../ui";
import "./imports.css";

type Kind = ImportReport["kind"];

const kinds: { value: Kind; label: string; hint: string; accept: string; right: string }[] = [
  {
    value: "chorus",
    label: "Extraction Chorus (paiements de l’État)",
    hint: "XLSX ou CSV. Les colonnes sont reconnues par leur en-tête.",
    accept: ".xlsx,.csv",
    right: "keep_commitments",
  },
  {
    value: "subsidies",
    label: "Subventions d’autres financeurs ou d’autres outils",
    hint: "Subventia, OSIRIS, FONJEP ou liste publiée (CSV, XLSX, XLS) ; Dauphin ou Démarches simplifiées (JSON). Le format est reconnu par le contenu.",
    accept: ".xlsx,.xls,.csv,.json,.zip",
    right: "review_files",
  },
];

/** What the rights of the actor let it bring: finance brings everything. */
const mine = (rights: readonly string[]) => kinds.filter((kind) => rights.includes(kind.right) || rights.includes("keep_commitments"));

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
  const anomalies = useQuery({
    queryKey: ["import", report?.id, "anomalies"],
    enabled: report !== null,
    queryFn: () => take(api.GET("/imports/{id}/anomalies", { params: { path: { id: report!.id } } })),
  });
  const offered = mine(me.rights);
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
      actions={offered.length > 0 && <Button look="primary" icon="inbound" onClick={() => setSending(true)}>Importer un fichier</Button>}
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
        offered={offered}
        open={sending}
        onClose={() => setSending(false)}
        onDone={(done) => {
          setSending(false);
          setReport(done);
        }}
      />
      <Dialog open={report !== null} title={report?.file ?? ""} onClose={() => setReport(null)}>
        {report && <Report report={whole.data ?? report} anomalies={anomalies.data?.items ?? []} />}
      </Dialog>
    </Page>
  );
}

function Upload({ offered, open, onClose, onDone }: { offered: typeof kinds; open: boolean; onClose: () => void; onDone: (report: ImportReport) => void }) {
  const client = useQueryClient();
  const tell = useToast();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [kind, setKind] = useState<Kind>(offered[0]?.value ?? "subsidies");
  const chosen = kinds.find((one) => one.value === kind);
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
        <SelectField label="Ce que contient le fichier" value={kind} onChange={(value) => setKind(value === "subsidies" ? value : "chorus")} options={offered} />
        <div className="field">
          <label className="field__label" htmlFor={id}>Fichier</label>
          <span className="field__hint" id={`${id}-hint`}>{chosen?.hint}</span>
          <input ref={input} id={id} className="input" type="file" required aria-describedby={`${id}-hint`} accept={chosen?.accept} onChange={(event) => setName(event.target.files?.[0]?.name ?? "")} />
        </div>
        <div className="dialog__foot">
          <Button onClick={onClose}>Renoncer</Button>
          <Button look="primary" type="submit" disabled={name === ""} busy={send.isPending}>{send.isPending ? "Lecture en cours…" : "Importer"}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The anomalies of one kind and one consequence, in the order of the server: refused rows first. */
function grouped(anomalies: ImportAnomaly[]) {
  const groups = new Map<string, { title: string; consequence: string; rows: number; all: ImportAnomaly[] }>();
  for (const one of anomalies) {
    const key = `${one.consequence} ${one.kind}`;
    const group = groups.get(key) ?? { title: one.kind, consequence: one.consequence_label, rows: 0, all: [] };
    group.rows += one.rows;
    group.all.push(one);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** How many anomalies of one kind are shown at once. */
const shown = 50;

function Report({ report, anomalies }: { report: ImportReport; anomalies: ImportAnomaly[] }) {
  return (
    <div className="stack">
      <p>Format reconnu : <strong>{report.layout}</strong></p>
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
      {report.already > 0 && <p className="muted">{count(report.already)} lignes étaient déjà connues : elles n’ont rien ajouté.</p>}
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

      {anomalies.length > 0 && (
        <section className="stack" aria-labelledby="anomalies">
          <h3 id="anomalies">Anomalies</h3>
          {grouped(anomalies).map((group) => (
            <details key={group.consequence + group.title}>
              <summary>
                {group.title} : {count(group.rows)} ({group.consequence})
              </summary>
              <ul className="refusals">
                {group.all.slice(0, shown).map((one, i) => (
                  <li key={i}>
                    {one.line > 0 && <strong>Ligne {count(one.line)}</strong>} {one.sheet && `de « ${one.sheet} » `}
                    {one.field && `(${one.field}) `}: {one.value && `« ${one.value} ». `}
                    {one.reason}
                  </li>
                ))}
                {group.all.length > shown && <li className="muted">et {count(group.all.length - shown)} autres</li>}
              </ul>
            </details>
          ))}
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
