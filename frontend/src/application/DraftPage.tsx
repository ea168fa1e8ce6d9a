// Question of the page: where am I, what is missing, is it saved?
import { useRef, useState, type ReactNode } from "react";
import { useLocation, useSearchParams } from "wouter";
import { Refusal } from "../api/client";
import type { ApplicationFile, Funder } from "../api/shapes";
import { timestamp } from "../dates";
import { hundredths, ratio, type Cents } from "../money";
import { useCampaign, useCampaignOf, useFunders } from "../programme/campaigns";
import { useMe } from "../session/session";
import { useStrategy } from "../strategy/strategy";
import { Button, Check, DayField, FunderChip, Gauge, Icon, LongField, Money, Notice, Page, Percent, SelectField, Skeleton, TextField, Trouble, useToast } from "../ui";
import { accounts, amountProblem, balanceOf, draftOf, emptyCharge, emptyDraft, readable, textOf, type Balance, type ChargeText, type DraftText } from "./draft";
import { useKept } from "./kept";
import { useDraft, useFileAct, useKeepDraft } from "./queries";
import { blame } from "./refusals";
import "./application.css";
import "./draft.css";

const crumbs = [{ label: "Mes dossiers", href: "/dossiers" }];

export default function DraftPage() {
  const [search] = useSearchParams();
  const [id] = useState(search.get("dossier") ?? "");
  const { campaign } = useCampaign();
  const draft = useDraft(id);
  if (id !== "" && draft.data) return <Form file={draft.data} campaign={draft.data.campaign} year={draft.data.year} />;
  if (id === "" && campaign) return <Form campaign={campaign.id} year={campaign.year} />;
  return (
    <Page title="Saisie du dossier" crumbs={crumbs}>
      {draft.isError ? <Trouble error={draft.error} onRetry={() => void draft.refetch()} /> : <Skeleton lines={10} />}
    </Page>
  );
}

const fields = ["title", "summary", "starts_on", "ends_on", "years", "measures", "charges", "requests", "other_public_euros", "own_euros", "justification", "cer_signed_on"];

/** Refusals that name no field, by their code. */
const elsewhere: Record<string, string> = { "application.cer": "cer_signed_on", "application.unbalanced": "balance" };

function Form({ file, campaign, year }: { file?: ApplicationFile; campaign: string; year: number }) {
  const me = useMe();
  const [, go] = useLocation();
  const tell = useToast();
  const [kept, setKept] = useState(file);
  const [savedAt, setSavedAt] = useState("");
  const { value: draft, set, found, dirty, settle } = useKept<DraftText>(`draft:${me.id}:${kept?.id ?? "new"}`, kept?.version ?? 0, file ? textOf(file) : emptyDraft(year));
  const funders = useFunders(campaign).data?.items;
  const ceiling = useCampaignOf(campaign)?.public_share_ceiling_percent;
  const keep = useKeepDraft();
  const submission = useFileAct(kept?.id ?? "");
  // Two clicks keep once.
  const busy = useRef(false);

  const balance = balanceOf(draft);
  const over = ceiling !== undefined && balance.rate !== null && balance.rate > hundredths(ceiling);
  const error = submission.error ?? keep.error;
  const place = error instanceof Refusal ? elsewhere[error.code] : undefined;
  const { of: named, rest } = blame(error, fields);
  const of = (field: string) => named(field) ?? (place === field && error ? `${error.message}${error instanceof Refusal && error.law ? ` Source\u00a0: ${error.law}.` : ""}` : undefined);
  const ready = readable(draft);
  const edit = (change: Partial<DraftText>) => set({ ...draft, ...change });

  async function save(): Promise<ApplicationFile | undefined> {
    if (busy.current) return undefined;
    busy.current = true;
    submission.reset();
    try {
      const saved = await keep.mutateAsync({ campaign, id: kept?.id ?? "", version: kept?.version ?? 0, draft: draftOf(draft) });
      if (!kept) window.history.replaceState(window.history.state, "", `/dossiers/saisie?dossier=${saved.id}`);
      setKept(saved);
      settle();
      setSavedAt(new Date().toISOString());
      return saved;
    } catch {
      return undefined; // keep.error says why; what was typed stays
    } finally {
      busy.current = false;
    }
  }

  async function submit() {
    const saved = await save();
    if (!saved) return;
    submission.mutate(
      { kind: "submission" },
      {
        onSuccess: () => {
          tell("Dossier déposé. Un message vous tiendra informé de la suite.");
          go(`/dossiers/${saved.id}`);
        },
      },
    );
  }

  return (
    <Page
      title={kept ? `Saisie du dossier ${kept.code}` : "Commencer un dossier"}
      crumbs={crumbs}
      line={<span role="status">{statusOf(dirty, savedAt, kept)}</span>}
    >
      <form
        className="draft"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void save();
        }}
      >
        {found && !savedAt && <Notice title="Votre saisie a été retrouvée"><p>Elle n’était pas encore enregistrée : relisez-la, puis enregistrez.</p></Notice>}
        {kept?.state === "incomplete" && <Notice tone="warning" title="Des pièces vous sont demandées"><p>{kept.journal.find((entry) => entry.act === "application.documents_asked")?.reason}</p></Notice>}
        <Project draft={draft} edit={edit} of={of} />
        <Measures chosen={draft.measures} onChange={(measures) => edit({ measures })} error={of("measures")} />
        <Budget draft={draft} edit={edit} of={of} balance={balance} funders={funders} />
        <section className="stack" aria-labelledby="balance">
          <h2 id="balance">Équilibre et taux</h2>
          <BalanceWords balance={balance} error={of("balance")} />
          {balance.rate !== null && (
            <div className="rate">
              <div className="rate__line">
                <span>Taux d’aides publiques</span>
                <strong><Percent value={balance.rate} /></strong>
              </div>
              <Gauge share={ratio(balance.rate, 10000n)} ceiling={ceiling === undefined ? undefined : ratio(hundredths(ceiling), 10000n)} over={over} />
              {ceiling !== undefined && (
                <p className={over ? "state tone-warning" : "muted small"}>
                  <span>{over ? "Au-dessus du plafond de " : "Plafond de l’appel\u00a0: "}<Percent value={ceiling} /></span>
                </p>
              )}
            </div>
          )}
          {(over || of("justification") || draft.justification) && (
            <LongField
              label="Justification"
              hint="Le plafond est dépassé : dites pourquoi. L’instruction et le comité liront cette réponse."
              value={draft.justification}
              onChange={(justification) => edit({ justification })}
              error={of("justification")}
            />
          )}
        </section>
        <section className="stack" aria-labelledby="pledge">
          <h2 id="pledge">Engagement</h2>
          <Check checked={draft.cerSignedOn !== ""} onChange={(signed) => edit({ cerSignedOn: signed ? me.today : "" })} error={of("cer_signed_on")}>
            Mon organisme souscrit le contrat d’engagement républicain (associations et fondations, loi n° 2000-321, art. 10-1).
          </Check>
        </section>
        <div className="draft__foot">
          {rest && !place && (
            <Notice tone="danger" title={submission.error ? "Dépôt refusé" : "Enregistrement refusé"} law={rest.law}>
              <p>{rest.message} Votre saisie est conservée.</p>
            </Notice>
          )}
          {(place ?? (error && !rest)) && <p className="field__error"><Icon name="danger" />{submission.error ? "Dépôt refusé" : "Enregistrement refusé"} : voyez le champ signalé. Votre saisie est conservée.</p>}
          <div className="draft__bar">
            <BalanceLine balance={balance} />
            <Button type="submit" busy={keep.isPending} disabled={!ready}>Enregistrer</Button>
            <Button look="primary" busy={keep.isPending || submission.isPending} disabled={!ready} onClick={() => void submit()}>Enregistrer et déposer</Button>
          </div>
        </div>
      </form>
    </Page>
  );
}

function statusOf(dirty: boolean, savedAt: string, kept: ApplicationFile | undefined): string {
  if (dirty) return "Saisie non enregistrée";
  if (savedAt) return `Enregistré le ${timestamp(savedAt)}`;
  return kept ? "Enregistré" : "Rien n’est refusé tant que le dossier n’est pas déposé.";
}

interface PartProps {
  draft: DraftText;
  edit: (change: Partial<DraftText>) => void;
  of: (field: string) => string | undefined;
}

function Project({ draft, edit, of }: PartProps) {
  return (
    <section className="stack" aria-labelledby="project">
      <h2 id="project">Le projet</h2>
      <TextField label="Intitulé" maxLength={200} required value={draft.title} onChange={(title) => edit({ title })} error={of("title")} />
      <LongField label="Résumé" hint="Qui, quoi, où, pour quel résultat" value={draft.summary} onChange={(summary) => edit({ summary })} error={of("summary")} />
      <div className="draft__row">
        <DayField label="Début" required value={draft.startsOn} onChange={(startsOn) => edit({ startsOn })} error={of("starts_on")} />
        <DayField label="Fin" required value={draft.endsOn} onChange={(endsOn) => edit({ endsOn })} error={of("ends_on")} />
        <SelectField
          label="Durée"
          value={draft.years}
          onChange={(years) => edit({ years })}
          options={["1", "2", "3", "4"].map((value) => ({ value, label: value === "1" ? "1 an" : `${value} ans` }))}
          error={of("years")}
        />
      </div>
    </section>
  );
}

function Measures({ chosen, onChange, error }: { chosen: number[]; onChange: (measures: number[]) => void; error: string | undefined }) {
  const { data } = useStrategy();
  const [principal, ...others] = chosen;
  const options = (data?.items ?? []).map((measure) => ({ value: String(measure.number), label: `${measure.number}. ${measure.title}` }));
  const title = (number: number) => options.find((option) => option.value === String(number))?.label ?? String(number);
  return (
    <section className="stack" aria-labelledby="measures">
      <h2 id="measures">Les mesures de la stratégie</h2>
      <SelectField
        label="Mesure principale"
        value={principal === undefined ? "" : String(principal)}
        onChange={(value) => onChange(value === "" ? others : [Number(value), ...others.filter((one) => one !== Number(value))])}
        options={[{ value: "", label: "Choisissez une mesure" }, ...options]}
        error={error}
      />
      {others.length > 0 && (
        <ul className="draft__measures" aria-label="Autres mesures">
          {others.map((number) => (
            <li key={number}>
              <span>{title(number)}</span>
              <Button look="quiet" icon="close" aria-label={`Retirer la mesure ${number}`} onClick={() => onChange(chosen.filter((one) => one !== number))} />
            </li>
          ))}
        </ul>
      )}
      {principal !== undefined && (
        <SelectField
          label="Ajouter une autre mesure"
          value=""
          onChange={(value) => value && onChange([...chosen, Number(value)])}
          options={[{ value: "", label: "Facultatif" }, ...options.filter((option) => !chosen.includes(Number(option.value)))]}
        />
      )}
    </section>
  );
}

function Budget({ draft, edit, of, balance, funders }: PartProps & { balance: Balance; funders: Funder[] | undefined }) {
  const change = (at: number, one: Partial<ChargeText>) => edit({ charges: draft.charges.map((charge, i) => (i === at ? { ...charge, ...one } : charge)) });
  return (
    <div className="plan">
      <section className="stack" aria-labelledby="charges">
        <h2 id="charges">Charges</h2>
        {of("charges") && <p className="field__error"><Icon name="danger" />{of("charges")}</p>}
        <ul className="draft__charges">
          {draft.charges.map((charge, i) => (
            <li key={i}>
              <SelectField label={`Compte, charge ${i + 1}`} unlabelled value={charge.account} onChange={(account) => change(i, { account })} options={accountOptions(charge.account)} />
              <TextField label={`Nature, charge ${i + 1}`} unlabelled placeholder="Nature de la dépense" maxLength={200} value={charge.label} onChange={(label) => change(i, { label })} />
              <TextField label={`Montant, charge ${i + 1}`} unlabelled amount placeholder="0,00" value={charge.amount} onChange={(amount) => change(i, { amount })} error={amountProblem(charge.amount)} />
              <Button look="quiet" icon="close" aria-label={`Retirer la charge ${i + 1}`} onClick={() => edit({ charges: draft.charges.filter((_, at) => at !== i) })} />
            </li>
          ))}
        </ul>
        <div><Button icon="plus" onClick={() => edit({ charges: [...draft.charges, emptyCharge()] })}>Ajouter une charge</Button></div>
        <Total label="Total des charges" value={balance.cost} />
      </section>
      <section className="stack" aria-labelledby="income">
        <h2 id="income">Produits</h2>
        {of("requests") && <p className="field__error"><Icon name="danger" />{of("requests")}</p>}
        {!funders && <Skeleton lines={4} />}
        <ul className="draft__income">
          {funders?.map((funder) => (
            <li key={funder.code}>
              <span>
                <FunderChip code={funder.code} />
                <span className="table__under">{funder.name}</span>
              </span>
              <Amount label={`Demandé à ${funder.code}`} value={draft.requests[funder.code] ?? ""} onChange={(amount) => edit({ requests: { ...draft.requests, [funder.code]: amount } })} />
            </li>
          ))}
          <li>
            <span>
              Autres aides publiques
              <span className="table__under">hors des financeurs ci-dessus</span>
            </span>
            <Amount label="Autres aides publiques" value={draft.otherPublic} onChange={(otherPublic) => edit({ otherPublic })} error={of("other_public_euros")} />
          </li>
          <li>
            <span>
              Part de votre organisme
              <span className="table__under">fonds propres, ventes, dons</span>
            </span>
            <Amount label="Part de votre organisme" value={draft.own} onChange={(own) => edit({ own })} error={of("own_euros")} />
          </li>
        </ul>
        <Total label="Total des produits" value={balance.income} />
      </section>
    </div>
  );
}

function accountOptions(current: string) {
  const known = Object.entries(accounts).map(([value, label]) => ({ value, label }));
  return current in accounts ? known : [...known, { value: current, label: current }];
}

function Amount({ label, value, onChange, error }: { label: string; value: string; onChange: (value: string) => void; error?: string | undefined }) {
  return <TextField label={label} unlabelled amount placeholder="0,00" value={value} onChange={onChange} error={amountProblem(value) ?? error} />;
}

function Total({ label, value }: { label: string; value: Cents }) {
  return (
    <dl className="facts facts--numbers">
      <dt className="facts__total">{label}</dt>
      <dd className="facts__total"><Money value={value} /></dd>
    </dl>
  );
}

function BalanceWords({ balance, error }: { balance: Balance; error: string | undefined }): ReactNode {
  if (balance.cost === 0n && balance.income === 0n) return <p className="muted">Saisissez les charges et les produits : leur équilibre s’affiche ici.</p>;
  if (balance.gap === 0n) return <Notice tone="success">Le budget est équilibré : les produits égalent les charges.</Notice>;
  return (
    <Notice tone={error ? "danger" : "warning"} title="Le budget n’est pas équilibré">
      {balance.gap > 0n ? (
        <p>Il manque <Money value={balance.gap} /> de produits. Augmentez une demande ou la part de votre organisme, ou réduisez les charges.</p>
      ) : (
        <p>Les produits dépassent les charges de <Money value={-balance.gap} />. Réduisez une demande ou la part de votre organisme.</p>
      )}
      {error && <p className="small">{error}</p>}
    </Notice>
  );
}

function BalanceLine({ balance }: { balance: Balance }) {
  return (
    <span className="draft__balance">
      <span>Charges <Money value={balance.cost} /></span>
      <span>Produits <Money value={balance.income} /></span>
      {balance.gap !== 0n && (
        <span className="state tone-warning">
          écart <Money value={balance.gap < 0n ? -balance.gap : balance.gap} />
        </span>
      )}
    </span>
  );
}

