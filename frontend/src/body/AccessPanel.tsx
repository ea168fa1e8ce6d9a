// Who may act for a body: its people, and the préfecture when none of them can.
import { useState, type FormEvent } from "react";
import { blame } from "../application/refusals";
import { shortDate, timestamp } from "../dates";
import { Button, Check, Dialog, LongField, Notice, State, Table, TextField, type Column } from "../ui";
import { ActForm } from "./ActForm";
import { useOpening, type Access, type Member, type Opening, type Organisation } from "./queries";

interface Part {
  organisation: Organisation;
  id: string;
}

export function AccessPanel({ organisation, id }: Part) {
  const [asked, setAsked] = useState<"invite" | "reopen" | null>(null);
  const [ending, setEnding] = useState<Member | null>(null);
  const open = organisation.members.filter((member) => !member.ended_at);
  const columns: Column<Member>[] = [
    {
      key: "who",
      head: "Personne",
      cell: (member) => (
        <>
          {member.name}{member.me && " (vous)"}
          <span className="table__under">{member.email}</span>
        </>
      ),
    },
    { key: "since", head: "Depuis", notOnPhone: true, cell: (member) => shortDate(member.since) },
    { key: "state", head: "Accès", cell: (member) => (member.ended_at ? <State tone="neutral">fermé le {shortDate(member.ended_at)}</State> : <State tone="success">ouvert</State>) },
    ...(organisation.may.edit ? [{ key: "end", head: "Fermer", cell: (member: Member) => !member.ended_at && open.length > 1 && <Button onClick={() => setEnding(member)}>Fermer<span className="unseen"> l’accès de {member.name}</span></Button> }] : []),
  ];
  return (
    <div className="stack-large record">
      <p className="muted">Les dossiers appartiennent à l’organisme : toute personne qui a un accès les voit, et aucun ne part avec celle qui s’en va.</p>
      <Table caption="Personnes qui agissent pour l’organisme" columns={columns} rows={organisation.members} rowKey={(member) => member.id} />
      {organisation.invitations.length > 0 && (
        <ul className="body-list">
          {organisation.invitations.map((invitation) => (
            <li key={`${invitation.email} ${invitation.expires_at}`}>
              {invitation.name} ({invitation.email}) : code donné par {invitation.by}, pas encore utilisé, valable jusqu’au {timestamp(invitation.expires_at)}
            </li>
          ))}
        </ul>
      )}
      <div className="body-card__acts">
        {organisation.may.edit && <Button look="primary" icon="plus" onClick={() => setAsked("invite")}>Inviter une personne</Button>}
        {organisation.may.reopen && <Button look={organisation.locked ? "primary" : "plain"} onClick={() => setAsked("reopen")}>Rouvrir l’accès</Button>}
      </div>
      <Dialog open={asked !== null} title={asked === "reopen" ? "Rouvrir l’accès à l’organisme" : "Inviter une personne"} onClose={() => setAsked(null)}>
        {asked && <OpeningForm kind={asked} organisation={organisation} id={id} onClose={() => setAsked(null)} />}
      </Dialog>
      {ending && (
        <ActForm id={id} title="Fermer un accès" verb="Fermer l’accès" danger done="Accès fermé." fields={[]} act={() => ({ kind: "end-member", member: ending.id })} onClose={() => setEnding(null)}>
          {() => <p>{ending.name} ne verra plus les dossiers de l’organisme, dès maintenant.</p>}
        </ActForm>
      )}
    </div>
  );
}

function OpeningForm({ kind, organisation, id, onClose }: Part & { kind: "invite" | "reopen"; onClose: () => void }) {
  const send = useOpening(id);
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [reason, setReason] = useState("");
  const [document, setDocument] = useState("");
  const [ended, setEnded] = useState<string[]>([]);
  const { of, rest } = blame(send.error, ["name", "email", "reason", "document"]);
  if (send.data) return <Code access={send.data} name={name} onClose={onClose} />;

  function submit(event: FormEvent) {
    event.preventDefault();
    const opening: Opening = kind === "invite" ? { kind, email, name } : { kind, email, name, reason, document, end_accounts: ended };
    send.mutate(opening);
  }

  return (
    <form className="stack" onSubmit={submit}>
      {rest && <Notice tone="danger" title="Refusé" law={rest.law}><p>{rest.message}</p></Notice>}
      {kind === "reopen" && <p>La nouvelle personne verra tous les dossiers de l’organisme. Le motif et la pièce restent dans l’historique, et l’organisme en est prévenu.</p>}
      <TextField label="Prénom et nom" required value={name} onChange={setName} error={of("name")} />
      <TextField label="Adresse électronique" type="email" required value={email} onChange={setEmail} error={of("email")} />
      {kind === "reopen" && (
        <>
          <LongField label="Motif" hint="Par exemple : changement de présidence, ancienne adresse perdue" required value={reason} onChange={setReason} error={of("reason")} />
          <TextField label="Pièce qui le prouve" hint="Par exemple : récépissé de déclaration des dirigeants n° 1234 du 3 mars 2026" required value={document} onChange={setDocument} error={of("document")} />
          {organisation.members.some((member) => !member.ended_at) && (
            <fieldset className="stack">
              <legend>Accès à fermer</legend>
              {organisation.members
                .filter((member) => !member.ended_at)
                .map((member) => (
                  <Check key={member.id} checked={ended.includes(member.id)} onChange={(on) => setEnded((all) => (on ? [...all, member.id] : all.filter((one) => one !== member.id)))}>
                    {member.name} ({member.email})
                  </Check>
                ))}
            </fieldset>
          )}
        </>
      )}
      <div className="dialog__foot">
        <Button onClick={onClose}>Renoncer</Button>
        <Button look="primary" type="submit" busy={send.isPending}>{kind === "reopen" ? "Rouvrir l’accès" : "Inviter"}</Button>
      </div>
    </form>
  );
}

/** The code is told once: it is not kept anywhere. */
function Code({ access, name, onClose }: { access: Access; name: string; onClose: () => void }) {
  return (
    <div className="stack">
      <p>Remettez ce code à {name}, en main propre ou par téléphone. Il sert une fois, jusqu’au {timestamp(access.expires_at)}, et ne sera plus affiché.</p>
      <p className="body-code"><code>{access.code}</code></p>
      <p>La personne le saisit sur la page <strong>{window.location.origin}{access.link}</strong></p>
      <div className="dialog__foot">
        <Button look="primary" onClick={onClose}>C’est noté</Button>
      </div>
    </div>
  );
}
