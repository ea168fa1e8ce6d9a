import { useState } from "react";
import { longDate } from "../dates";
import { Button, Check, DayField, Notice, SelectField, State, Table, type Column } from "../ui";
import { ActForm, FileField, sendFile } from "./ActForm";
import { contentOf, type Organisation, type StandingDocument } from "./queries";

interface Part {
  organisation: Organisation;
  id: string;
}

export function CommitmentPanel(part: Part) {
  return (
    <div className="stack-large record">
      {part.organisation.commitment.needed && <Commitment {...part} />}
      <Documents {...part} />
    </div>
  );
}

function Commitment({ organisation, id }: Part) {
  const { text, text_hash, deemed, signatures } = organisation.commitment;
  const [signing, setSigning] = useState(false);
  const signed = signatures.some((signature) => signature.version === text.version);
  return (
    <section className="stack" aria-labelledby="cer">
      <h2 id="cer">Contrat d’engagement républicain</h2>
      {signed ? <State tone="success">souscrit</State> : deemed ? <State tone="success">réputé satisfait : {deemed}</State> : <State tone="warning">à souscrire</State>}
      {signatures.map((signature) => (
        <p key={`${signature.version} ${signature.signatory}`}>
          Version {signature.version} souscrite le {longDate(signature.signed_on)} par {signature.signatory}, {signature.function}.
          <br />
          <span className="field-foot">Empreinte du texte : {signature.text_hash.slice(0, 16)}…</span>
        </p>
      ))}
      {organisation.may.edit && !signed && (
        <div>
          <Button look={deemed ? "plain" : "primary"} onClick={() => setSigning(true)}>Lire et souscrire</Button>
        </div>
      )}
      {signing && <Sign text={text} hash={text_hash} id={id} onClose={() => setSigning(false)} />}
    </section>
  );
}

function Sign({ text, hash, id, onClose }: { text: Organisation["commitment"]["text"]; hash: string; id: string; onClose: () => void }) {
  const [agreed, setAgreed] = useState(false);
  return (
    <ActForm id={id} title="Contrat d’engagement républicain" verb="Souscrire" done="Contrat d’engagement républicain souscrit." fields={[]} act={agreed ? () => ({ kind: "sign", version: text.version, hash }) : null} onClose={onClose}>
      {() => (
        <>
          <p><strong>{text.title}</strong></p>
          <ol>
            {text.commitments.map((one, i) => (
              <li key={one}>Engagement n° {i + 1} : {one}</li>
            ))}
          </ol>
          <p>
            <a href={text.url} target="_blank" rel="noreferrer">Lire le texte entier sur Légifrance</a>
          </p>
          <p className="small muted">Source : {text.law}</p>
          <Check checked={agreed} onChange={setAgreed}>{text.statement}</Check>
        </>
      )}
    </ActForm>
  );
}

function Documents({ organisation, id }: Part) {
  const [adding, setAdding] = useState<string | null>(null);
  const { today, standings, documents } = organisation;
  const labelOf = (code: string) => standings.find((one) => one.code === code)?.label ?? code;
  const columns: Column<StandingDocument>[] = [
    { key: "document", head: "Pièce", cell: (one) => <a href={contentOf(one.attachment)}>{labelOf(one.code)}</a> },
    { key: "issued", head: "Datée du", notOnPhone: true, cell: (one) => longDate(one.issued_on) },
    { key: "valid", head: "Validité", cell: (one) => <Validity document={one} today={today} /> },
    { key: "by", head: "Déposée par", notOnPhone: true, cell: (one) => one.by },
  ];
  return (
    <section className="stack" aria-labelledby="standing">
      <h2 id="standing">Pièces permanentes</h2>
      <p className="muted">Chaque dossier les reprend tant qu’elles sont valables.</p>
      {documents.length > 0 && <Table caption="Pièces permanentes" columns={columns} rows={documents} rowKey={(one) => one.id} />}
      {organisation.may.edit && (
        <div>
          <Button icon="plus" onClick={() => setAdding(standings.find((one) => !documents.some((document) => document.code === one.code))?.code ?? "statutes")}>Déposer une pièce</Button>
        </div>
      )}
      {adding && <Deposit organisation={organisation} id={id} first={adding} onClose={() => setAdding(null)} />}
      {documents.some((one) => one.expires_on && one.expires_on < today) && (
        <Notice tone="warning" title="Une pièce n’est plus valable">
          <p>Déposez-en une nouvelle : elle remplacera l’ancienne.</p>
        </Notice>
      )}
    </section>
  );
}

function Validity({ document, today }: { document: StandingDocument; today: string }) {
  if (!document.expires_on) return <State tone="success">sans fin</State>;
  if (document.expires_on < today) return <State tone="danger">expirée le {longDate(document.expires_on)}</State>;
  return <State tone="success">jusqu’au {longDate(document.expires_on)}</State>;
}

function Deposit({ organisation, id, first, onClose }: Part & { first: string; onClose: () => void }) {
  const [code, setCode] = useState(first);
  const [file, setFile] = useState<File | null>(null);
  const [issued, setIssued] = useState("");
  const [expires, setExpires] = useState("");
  return (
    <ActForm
      id={id}
      title="Déposer une pièce permanente"
      verb="Déposer"
      done="Pièce déposée."
      fields={["code", "attachment", "file", "issued_on", "expires_on"]}
      act={
        file && issued
          ? async () => ({ kind: "deposit", document: { code, attachment: await sendFile(organisation.id, file, code), issued_on: issued, ...(expires ? { expires_on: expires } : {}) } })
          : null
      }
      onClose={onClose}
    >
      {(of) => (
        <>
          <SelectField label="Pièce" value={code} onChange={setCode} error={of("code")} options={organisation.standings.map((one) => ({ value: one.code, label: one.label }))} />
          <FileField label="Fichier" error={of("attachment", "file")} onChange={setFile} />
          <DayField label="Date de la pièce" required value={issued} onChange={setIssued} error={of("issued_on")} />
          <DayField label="Valable jusqu’au" hint="Laissez vide si elle n’expire pas" value={expires} onChange={setExpires} error={of("expires_on")} />
        </>
      )}
    </ActForm>
  );
}
