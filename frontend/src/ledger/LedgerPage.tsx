// Question of the page: which entries of the book make this total?
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useSearchParams } from "wouter";
import { api, take } from "../api/client";
import type { LedgerEntry } from "../api/shapes";
import { timestamp } from "../dates";
import { count } from "../money";
import { useCampaign, useEnvelopes } from "../programme/campaigns";
import { Button, ButtonLink, Empty, Icon, Loaded, Money, Page, SelectField, State, Table, TextField, type Column } from "../ui";
import "./ledger.css";

const names = { application: "dossier", funder: "financeur" } as const;
const BYTES_PER_ENTRY = 300; // measured on the demonstration's export

const columns: Column<LedgerEntry>[] = [
  { key: "seq", head: "N°", cell: (entry) => <span className="muted">{count(entry.seq)}</span> },
  { key: "at", head: "Date", notOnPhone: true, cell: (entry) => <span className="nowrap">{timestamp(entry.at)}</span> },
  {
    key: "reason",
    head: "Écriture",
    cell: (entry) => (
      <>
        {entry.reason}
        <span className="table__under">{entry.actor}</span>
        <span className="table__under on-phone">
          <Account name={entry.debit} /> vers <Account name={entry.credit} />
        </span>
      </>
    ),
  },
  { key: "debit", head: "Débit", notOnPhone: true, cell: (entry) => <Account name={entry.debit} /> },
  { key: "credit", head: "Crédit", notOnPhone: true, cell: (entry) => <Account name={entry.credit} /> },
  { key: "amount", head: "Montant", number: true, cell: (entry) => <Money value={entry.amount_euros} /> },
  { key: "hash", head: "Empreinte", notOnPhone: true, cell: (entry) => <span className="hash" title={entry.hash}>{entry.hash.slice(0, 10)}</span> },
];

export default function LedgerPage() {
  const [search, setSearch] = useSearchParams();
  const filter = {
    application: search.get(names.application) ?? "",
    funder: search.get(names.funder) ?? "",
  };
  const after = search.get("apres") ?? "";
  const asked = Object.fromEntries(Object.entries({ ...filter, after }).filter(([, value]) => value));
  const query = useQuery({
    queryKey: ["ledger", asked],
    queryFn: () => take(api.GET("/ledger", { params: { query: asked } })),
    placeholderData: (before) => before,
  });
  const verdict = useQuery({ queryKey: ["ledger-verdict"], queryFn: () => take(api.GET("/ledger/verdict")), staleTime: 60_000 });
  const totals = query.data?.totals;
  const filtered = Object.values(filter).some(Boolean);

  return (
    <Page
      wide
      title="Grand livre"
      line={
        totals && (
          <>
            <span><strong>{count(totals.count)}</strong> écritures</span>
            <span><strong><Money value={totals.amount_euros} /></strong> mouvementés</span>
            {verdict.data && <State tone={verdict.data.intact ? "success" : "danger"}>{verdict.data.detail}</State>}
          </>
        )
      }
      actions={
        totals && totals.count > 0 && (
          <>
            <a className="button" href="/api/v1/ledger.txt" title="Tout le livre et sa chaîne d’empreintes, à vérifier hors ligne par « tourdetable verify »" download>
              <Icon name="download" />
              Preuve
            </a>
            <a className="button" href={`/api/v1/ledger.xlsx?${new URLSearchParams(without(asked, "after")).toString()}`} download>
              <Icon name="download" />
              Classeur (XLSX)
            </a>
            <a className="button button--primary" href={`/api/v1/ledger.csv?${new URLSearchParams(without(asked, "after")).toString()}`} download>
              <Icon name="download" />
              <span>
                Télécharger le CSV <span className="nowrap">({weight(totals.count)})</span>
              </span>
            </a>
          </>
        )
      }
    >
      <Filters
        key={JSON.stringify(filter)}
        filter={filter}
        onChange={(next) => setSearch(Object.fromEntries(Object.entries(next).filter(([, v]) => v).map(([k, v]) => [names[k as keyof typeof names], v])))}
      />
      <Loaded query={query} lines={14}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="Aucune écriture" action={filtered && <ButtonLink href="/grand-livre">Voir tout le grand livre</ButtonLink>}>
              {filtered ? "Aucune écriture ne répond à ces filtres." : "La première écriture naît avec la notification d’une enveloppe."}
            </Empty>
          ) : (
            <div className="stack">
              <Table caption="Écritures du grand livre" columns={columns} rows={page.items} rowKey={(entry) => String(entry.seq)} className="ledger" />
              <nav className="line" aria-label="Pages du grand livre">
                <Button icon="previous" disabled={!after} onClick={() => window.history.back()}>Précédentes</Button>
                <Button
                  disabled={!page.next}
                  onClick={() =>
                    setSearch((before) => {
                      const then = new URLSearchParams(before);
                      then.set("apres", page.next);
                      return then;
                    })
                  }
                >
                  Suivantes
                  <Icon name="next" />
                </Button>
              </nav>
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}

function without(all: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => key !== name));
}

function weight(entries: number): string {
  const bytes = entries * BYTES_PER_ENTRY;
  if (bytes < 1_000_000) return `environ ${count(Math.max(1, Math.round(bytes / 1000)))} ko`;
  return `environ ${count(Math.round(bytes / 1_000_000))} Mo`;
}

/** Where the euros of an envelope or of a grant stand. */
const kinds: Record<string, string> = {
  notified: "notifié",
  available: "disponible",
  reserved: "réservé",
  committed: "engagé",
  paid: "versé",
  decommitted: "désengagé",
  unexplained: "vu dans Chorus",
  suspense: "à rapprocher",
  claims: "à reverser",
  recoverable: "à recouvrer",
  recovered: "recouvré",
};

/** An account reads as its path: the last step is what matters. */
function Account({ name }: { name: string }) {
  const steps = name.split("/");
  const last = steps.pop() ?? "";
  return (
    <span className="account-name">
      {steps.length > 0 && <span className="muted">{steps.join(" › ")} › </span>}
      {kinds[last] ?? last}
    </span>
  );
}

type Filter = Record<keyof typeof names, string>;

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const { campaign } = useCampaign();
  const envelopes = useEnvelopes(campaign?.id);
  const [draft, setDraft] = useState(filter);
  const codes = envelopes.data?.items.map((item) => item.funder.code) ?? (filter.funder ? [filter.funder] : []);

  function submit(event: FormEvent) {
    event.preventDefault();
    onChange(draft);
  }

  return (
    <form className="filters" onSubmit={submit}>
      <SelectField
        label="Financeur"
        value={filter.funder}
        onChange={(funder) => onChange({ ...draft, funder })}
        options={[{ value: "", label: "Tous" }, ...codes.map((code) => ({ value: code, label: code }))]}
      />
      <TextField label="Numéro du dossier" value={draft.application} onChange={(application) => setDraft({ ...draft, application })} />
      <Button type="submit">Filtrer</Button>
    </form>
  );
}
