import { useState } from "react";
import { timestamp } from "../dates";
import { Button, Empty, LongField, Notice, State, TextField } from "../ui";
import { ActForm, FileField, sendFile } from "./ActForm";
import { contentOf, type BankAccount, type Organisation } from "./queries";

interface Part {
  organisation: Organisation;
  id: string;
}

export function AccountsPanel({ organisation, id }: Part) {
  const [asked, setAsked] = useState<{ kind: "propose" } | { kind: "approve" | "refuse"; account: BankAccount } | null>(null);
  const close = () => setAsked(null);
  const pending = organisation.accounts.some((account) => account.state === "proposed");
  return (
    <div className="stack-large">
      <Rule organisation={organisation} />
      {organisation.accounts.length === 0 && <Empty title="Aucun compte bancaire">Sans compte, aucune subvention ne peut être versée.</Empty>}
      <ul className="body-list">
        {organisation.accounts.map((account) => (
          <li key={account.id || "told"} className="body-card">
            <div className="body-card__head">
              <h2>{account.iban}</h2>
              <Standing account={account} />
            </div>
            <p>Titulaire : {account.holder}{account.bic && <>, BIC {account.bic}</>}</p>
            {account.warnings.map((warning) => (
              <Notice key={warning} tone="warning" title="À vérifier"><p>{warning.charAt(0).toUpperCase() + warning.slice(1)}.</p></Notice>
            ))}
            <p className="field-foot">
              {account.proposed_at ? <>Proposé par {account.proposed_by} le {timestamp(account.proposed_at)}</> : <>Repris d’un dossier</>}
              {account.decided_by && account.decided_at && account.state !== "proposed" && <>, {account.state === "approved" ? "approuvé" : "refusé"} par {account.decided_by} le {timestamp(account.decided_at)}</>}
              {account.reason && <> : {account.reason}</>}
            </p>
            {account.waiting && account.usable_from && (
              <p>Utilisable le {timestamp(account.usable_from)}. Si ce changement n’est pas voulu, opposez-vous avant : l’ancien compte restera utilisé.</p>
            )}
            <div className="body-card__acts">
              {account.document && <a className="button" href={contentOf(account.document)}>Ouvrir le RIB</a>}
              {account.state === "proposed" && mayApprove(organisation, account) && <Button look="primary" onClick={() => setAsked({ kind: "approve", account })}>Approuver</Button>}
              {organisation.may.approve && (account.state === "proposed" || account.waiting) && (
                <Button look="danger" onClick={() => setAsked({ kind: "refuse", account })}>{account.waiting ? "S’opposer" : account.mine ? "Retirer" : "Refuser"}</Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {organisation.may.edit && !pending && (
        <div>
          <Button look="primary" icon="plus" onClick={() => setAsked({ kind: "propose" })}>{organisation.accounts.length === 0 ? "Donner un compte bancaire" : "Changer de compte bancaire"}</Button>
        </div>
      )}
      {asked?.kind === "propose" && <Propose organisation={organisation} id={id} onClose={close} />}
      {asked?.kind === "approve" && <Approve organisation={organisation} account={asked.account} id={id} onClose={close} />}
      {asked?.kind === "refuse" && <Refuse account={asked.account} id={id} onClose={close} />}
    </div>
  );
}

function mayApprove({ may, account_rule }: Organisation, account: BankAccount): boolean {
  return may.approve && !account.mine && !(may.edit && account_rule.office_only);
}

function Rule({ organisation: { account_rule: rule } }: { organisation: Organisation }) {
  if (!rule.second_person) return null;
  return (
    <Notice title="Changer de compte demande une seconde personne">
      <p>
        {rule.office_only
          ? `Une subvention a été attribuée\u00a0: un agent de la préfecture vérifie le nouveau compte, qui n’est utilisable que ${rule.cooling_hours} heures après. L’organisme en est prévenu, et peut s’y opposer.`
          : "Une autre personne de l’organisme, ou un agent de la préfecture, approuve le nouveau compte. L’ancien reste utilisé d’ici là."}
      </p>
    </Notice>
  );
}

function Standing({ account }: { account: BankAccount }) {
  if (account.state === "proposed") return <State tone="warning">attend une seconde personne</State>;
  if (account.state === "refused") return <State tone="danger">refusé</State>;
  if (account.waiting) return <State tone="info">approuvé, dans son délai</State>;
  return account.usable ? <State tone="success">utilisé</State> : <State tone="neutral">remplacé</State>;
}

function Propose({ organisation, id, onClose }: Part & { onClose: () => void }) {
  const [iban, setIban] = useState("");
  const [bic, setBic] = useState("");
  const [holder, setHolder] = useState(organisation.name);
  const [rib, setRib] = useState<File | null>(null);
  const ready = iban.trim() !== "" && holder.trim() !== "" && rib;
  return (
    <ActForm
      id={id}
      title="Compte bancaire"
      verb="Enregistrer"
      done="Compte bancaire enregistré."
      fields={["iban", "bic", "holder", "document"]}
      act={ready ? async () => ({ kind: "propose", account: { iban, bic, holder, document: await sendFile(organisation.id, rib, "rib") } }) : null}
      onClose={onClose}
    >
      {(of) => (
        <>
          <Rule organisation={organisation} />
          <TextField label="IBAN" hint="Par exemple FR76 3000 1007 9900 0000 1234 592" required value={iban} onChange={setIban} error={of("iban")} />
          <TextField label="BIC" value={bic} onChange={setBic} error={of("bic")} />
          <TextField label="Titulaire" hint="Tel qu’il figure sur le RIB : au nom exact de l’organisme" required value={holder} onChange={setHolder} error={of("holder")} />
          <FileField label="RIB" error={of("document", "file")} onChange={setRib} />
        </>
      )}
    </ActForm>
  );
}

function Approve({ organisation, account, id, onClose }: Part & { account: BankAccount; onClose: () => void }) {
  const { office_only, cooling_hours } = organisation.account_rule;
  const [reason, setReason] = useState("");
  const [hours, setHours] = useState(String(cooling_hours));
  const ready = !office_only || (reason.trim() !== "" && /^\d+$/.test(hours));
  return (
    <ActForm
      id={id}
      title="Approuver un compte bancaire"
      verb="Approuver"
      done="Compte bancaire approuvé."
      fields={["reason", "cooling_hours"]}
      act={ready ? () => ({ kind: "approve", account: account.id, reason, hours: office_only ? Number(hours) : 0 }) : null}
      onClose={onClose}
    >
      {(of) => (
        <>
          <p><strong>{account.iban}</strong><br />Titulaire : {account.holder}</p>
          <p>Comparez avec le RIB. {office_only && "Appelez une personne de l’organisme que vous connaissez déjà, à un numéro déjà connu\u00a0: jamais celui de la demande."}</p>
          {office_only && (
            <>
              <LongField label="Comment ce compte a été vérifié" required value={reason} onChange={setReason} error={of("reason")} />
              <TextField label="Délai avant usage, en heures" hint={`${cooling_hours} au moins`} value={hours} onChange={setHours} error={of("cooling_hours")} />
            </>
          )}
        </>
      )}
    </ActForm>
  );
}

function Refuse({ account, id, onClose }: { account: BankAccount; id: string; onClose: () => void }) {
  const [reason, setReason] = useState("");
  return (
    <ActForm id={id} title="Refuser un compte bancaire" verb="Refuser" danger done="Compte bancaire refusé." fields={["reason"]} act={reason.trim() ? () => ({ kind: "refuse", account: account.id, reason }) : null} onClose={onClose}>
      {(of) => (
        <>
          <p><strong>{account.iban}</strong><br />Titulaire : {account.holder}</p>
          <p>L’ancien compte, s’il y en a un, reste utilisé.</p>
          <LongField label="Motif" required value={reason} onChange={setReason} error={of("reason")} />
        </>
      )}
    </ActForm>
  );
}
