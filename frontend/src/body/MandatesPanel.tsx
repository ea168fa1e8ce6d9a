import { useState } from "react";
import { longDate } from "../dates";
import { Button, Check, DayField, Empty, SelectField, State, TextField } from "../ui";
import { ActForm, FileField, sendFile } from "./ActForm";
import type { Mandate, Organisation } from "./queries";

interface Part {
  organisation: Organisation;
  id: string;
}

export function MandatesPanel({ organisation, id }: Part) {
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Mandate | null>(null);
  return (
    <div className="stack-large">
      {organisation.mandates.length === 0 ? (
        <Empty title="Aucun représentant inscrit">Le représentant légal signe les demandes et les engagements de l’organisme.</Empty>
      ) : (
        <ul className="body-list">
          {organisation.mandates.map((mandate) => (
            <li key={mandate.id} className="body-card">
              <div className="body-card__head">
                <h2>{[mandate.civility, mandate.name].filter(Boolean).join(" ")}, {mandate.function}</h2>
                <Running mandate={mandate} today={organisation.today} />
              </div>
              <p>
                {mandate.kind === "legal" ? "Représentant légal" : mandate.signs ? "Personne chargée de la demande, avec pouvoir de signer" : "Personne chargée de la demande"}, à compter du {longDate(mandate.starts_on)}
                {mandate.ends_on && <> et jusqu’au {longDate(mandate.ends_on)}</>}
              </p>
              {(mandate.phone || mandate.email) && <p className="muted">{[mandate.phone, mandate.email].filter(Boolean).join(", ")}</p>}
              <p className="field-foot">Inscrit par {mandate.by}</p>
              {organisation.may.edit && !mandate.ends_on && (
                <div className="body-card__acts">
                  <Button onClick={() => setEnding(mandate)}>Mettre fin à ce mandat</Button>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {organisation.may.edit && (
        <div>
          <Button look="primary" icon="plus" onClick={() => setAdding(true)}>Inscrire une personne</Button>
        </div>
      )}
      {adding && <Appoint organisation={organisation} id={id} onClose={() => setAdding(false)} />}
      {ending && <End mandate={ending} organisation={organisation} id={id} onClose={() => setEnding(null)} />}
    </div>
  );
}

function Running({ mandate, today }: { mandate: Mandate; today: string }) {
  if (mandate.starts_on > today) return <State tone="neutral">à venir</State>;
  if (mandate.ends_on && mandate.ends_on < today) return <State tone="neutral">terminé</State>;
  return <State tone="success">en cours</State>;
}

function Appoint({ organisation, id, onClose }: Part & { onClose: () => void }) {
  const me = organisation.members.find((member) => member.me);
  const [kind, setKind] = useState<"legal" | "in_charge">("legal");
  const [civility, setCivility] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState("");
  const [phone, setPhone] = useState("");
  const [email, setEmail] = useState("");
  const [from, setFrom] = useState("");
  const [signs, setSigns] = useState(false);
  const [power, setPower] = useState<File | null>(null);
  const ready = name.trim() !== "" && role.trim() !== "" && from !== "";
  return (
    <ActForm
      id={id}
      title="Inscrire une personne"
      verb="Inscrire"
      done="Mandat inscrit."
      fields={["kind", "name", "function", "phone", "email", "starts_on", "power"]}
      act={
        ready
          ? async () => {
              const document = kind === "in_charge" && signs && power ? await sendFile(organisation.id, power, "power") : undefined;
              return { kind: "appoint", mandate: { kind, civility, name, function: role, phone, email, starts_on: from, signs: kind === "legal" || signs, ...(document ? { power: document } : {}) } };
            }
          : null
      }
      onClose={onClose}
    >
      {(of) => (
        <>
          <SelectField
            label="Qualité"
            value={kind}
            onChange={(value) => setKind(value as typeof kind)}
            error={of("kind")}
            options={[
              { value: "legal", label: "Représentant légal" },
              { value: "in_charge", label: "Personne chargée de la demande" },
            ]}
          />
          <SelectField label="Civilité" value={civility} onChange={setCivility} options={["", "Mme", "M."].map((value) => ({ value, label: value || "Non précisée" }))} />
          <TextField label="Prénom et nom" required value={name} onChange={setName} error={of("name")} />
          <TextField label="Fonction" hint="Par exemple « Présidente »" required value={role} onChange={setRole} error={of("function")} />
          <TextField label="Téléphone" value={phone} onChange={setPhone} error={of("phone")} />
          <TextField label="Adresse électronique" hint="Celle de son compte ici : c’est ainsi que cette personne pourra signer" type="email" value={email} onChange={setEmail} error={of("email")} />
          {me && email !== me.email && (
            <div>
              <Button look="quiet" onClick={() => setEmail(me.email)}>C’est moi : mettre l’adresse de mon compte</Button>
            </div>
          )}
          <DayField label="Premier jour du mandat" required value={from} onChange={setFrom} error={of("starts_on")} />
          {kind === "in_charge" && (
            <>
              <Check checked={signs} onChange={setSigns}>Cette personne a le pouvoir de signer</Check>
              {signs && <FileField label="Pouvoir de signature" error={of("power")} onChange={setPower} />}
            </>
          )}
        </>
      )}
    </ActForm>
  );
}

function End({ mandate, organisation, id, onClose }: Part & { mandate: Mandate; onClose: () => void }) {
  const [on, setOn] = useState(organisation.today);
  return (
    <ActForm id={id} title="Mettre fin à un mandat" verb="Mettre fin" done="Le mandat a pris fin." fields={["ends_on"]} act={on ? () => ({ kind: "end-mandate", mandate: mandate.id, on }) : null} onClose={onClose}>
      {(of) => (
        <>
          <p>{mandate.name} n’agira plus pour l’organisme après ce jour. Le mandat reste dans l’historique.</p>
          <DayField label="Dernier jour du mandat" required value={on} onChange={setOn} error={of("ends_on")} />
        </>
      )}
    </ActForm>
  );
}
