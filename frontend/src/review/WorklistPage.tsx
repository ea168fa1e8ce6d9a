// Question of the page: what should I do now?
import { useEffect, useRef, useState, type FormEvent } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { count } from "../money";
import { byLife, stateLabel, stateTone } from "../application/states";
import { useCampaign, useFunders } from "../programme/campaigns";
import { useMe } from "../session/session";
import { Button, ButtonLink, Empty, Icon, Money, Page, SelectField, Skeleton, State, TextField, Trouble } from "../ui";
import { BulkDialog, RunDialog } from "./Bulk";
import { addressOf, changed, filterOf, same, type WorkFilter } from "./filter";
import { useWorklist, type Work } from "./queries";
import { Views } from "./Views";
import { bulkActs, dueTone, dueWords, offered, silenceWords, type BulkAct } from "./words";
import "../application/application.css";
import "./review.css";

export default function WorklistPage() {
  const me = useMe();
  const { campaign } = useCampaign();
  const [search] = useSearchParams();
  const filter = filterOf(search);
  const inCampaign = campaign ? { campaign: campaign.id } : {};
  const list = useWorklist({ ...inCampaign, ...filter }, campaign !== undefined);
  const all = useWorklist(inCampaign, campaign !== undefined);
  const pages = list.data?.pages;
  const first = pages?.[0];
  const counts = all.data?.pages[0]?.counts ?? first?.counts ?? {};
  const rows = pages?.flatMap((page) => page.items) ?? [];
  const everything = all.data?.pages[0]?.total ?? 0;
  const late = counts["late"] ?? 0;
  // A new filter, a new choice.
  const address = addressOf(filter);

  return (
    <Page
      title="À traiter"
      line={
        first && (
          <>
            <span><strong>{count(everything)}</strong> {everything > 1 ? "dossiers à instruire" : "dossier à instruire"}</span>
            <span><strong>{count(late)}</strong> en retard</span>
          </>
        )
      }
    >
      <div className="stack">
        <Press filter={filter} counts={counts} total={everything} />
        <More key={address} filter={filter} campaign={campaign?.id} />
        <Views filter={filter} />
      </div>
      {list.isError && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {!first && !list.isError && <Skeleton lines={10} />}
      {first && rows.length === 0 && (
        <Empty title={same(filter, {}) ? "Rien à traiter" : "Aucun dossier ne répond à ce filtre"} action={!same(filter, {}) && <ButtonLink href="/a-traiter">Voir tout ce qui est à traiter</ButtonLink>}>
          {same(filter, {}) ? "Les dossiers déposés apparaissent ici, les plus pressants d’abord." : "Le filtre est dans l’adresse de la page\u00a0: il peut être enregistré comme une vue."}
        </Empty>
      )}
      {first && rows.length > 0 && (
        <List
          key={address}
          rows={rows}
          total={first.total}
          today={first.today}
          filter={{ ...inCampaign, ...filter }}
          mayAct={me.rights.includes("review_files")}
          more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
          coming={list.isFetchingNextPage}
        />
      )}
      <RunDialog />
    </Page>
  );
}

const pressing: { key: string; label: string; part: WorkFilter }[] = [
  { key: "late", label: "En retard", part: { late: true } },
  { key: "documents", label: "Pièces attendues", part: { due: "documents" } },
  { key: "opinions", label: "Avis attendus", part: { due: "opinions" } },
  { key: "silence", label: "Silence sous 15 jours", part: { due: "silence" } },
  { key: "unread", label: "Messages non lus", part: { unread: true } },
];

/** What presses, then where files are: each count is a filter. */
function Press({ filter, counts, total }: { filter: WorkFilter; counts: Record<string, number>; total: number }) {
  const me = useMe();
  const isOn = (part: WorkFilter) => Object.entries(part).every(([key, value]) => filter[key as keyof WorkFilter] === value);
  const states = Object.keys(counts).filter((key) => !pressing.some((one) => one.key === key) && ((counts[key] ?? 0) > 0 || key === filter.state)).sort(byLife);
  const quiet = !filter.late && !filter.unread && !filter.due && !filter.state;
  return (
    <>
      <nav className="pills" aria-label="Ce qui presse">
        <Pill href={addressOf(changed(changed(filter, { state: "" }), { late: false }))} here={quiet} label="Tous" many={total} />
        {pressing.map(({ key, label, part }) => {
          const here = isOn(part);
          const off = Object.fromEntries(Object.keys(part).map((name) => [name, undefined])) as WorkFilter;
          return <Pill key={key} href={addressOf(changed(filter, here ? off : part))} here={here} label={label} many={counts[key] ?? 0} />;
        })}
      </nav>
      <nav className="pills" aria-label="États">
        {states.map((state) => (
          <Pill key={state} href={addressOf(changed(filter, { state: filter.state === state ? "" : state }))} here={filter.state === state} label={stateLabel(state, me.role)} many={counts[state] ?? 0} />
        ))}
      </nav>
    </>
  );
}

function Pill({ href, here, label, many }: { href: string; here: boolean; label: string; many: number }) {
  return (
    <Link href={href} className="pill" aria-current={here ? "true" : undefined}>
      {label} <span className="pill__count">{count(many)}</span>
    </Link>
  );
}

function More({ filter, campaign }: { filter: WorkFilter; campaign: string | undefined }) {
  const [text, setText] = useState(filter.text ?? "");
  const [, go] = useLocation();
  const funders = useFunders(campaign).data?.items ?? [];

  function submit(event: FormEvent) {
    event.preventDefault();
    go(addressOf(changed(filter, { text: text.trim() })));
  }

  return (
    <search>
      <form className="filters" onSubmit={submit}>
        <TextField label="Intitulé, numéro ou organisme" type="search" value={text} onChange={setText} />
        <SelectField
          label="Financeur"
          value={filter.funder ?? ""}
          onChange={(funder) => go(addressOf(changed(filter, { funder })))}
          options={[{ value: "", label: "Tous" }, ...funders.map((one) => ({ value: one.code, label: `${one.code}, ${one.name}` }))]}
        />
        <Button type="submit" icon="search">Rechercher</Button>
      </form>
    </search>
  );
}

interface ListProps {
  rows: Work[];
  total: number;
  today: string;
  filter: WorkFilter;
  mayAct: boolean;
  more: (() => void) | undefined;
  coming: boolean;
}

function List({ rows, total, today, filter, mayAct, more, coming }: ListProps) {
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [whole, setWhole] = useState(false);
  const [act, setAct] = useState<BulkAct | null>(null);
  const [, go] = useLocation();
  const table = useRef<HTMLTableElement>(null);
  const picked = rows.filter((row) => whole || chosen.has(row.id));

  function toggle(id: string) {
    setWhole(false);
    setChosen((before) => {
      const after = new Set(whole ? rows.map((row) => row.id) : before);
      if (after.has(id)) after.delete(id);
      else after.add(id);
      return after;
    });
  }

  useKeys(table, rows, mayAct ? toggle : undefined, (id) => go(`/dossiers/${id}?onglet=instruction`));

  return (
    <div className="stack">
      <div className="table-frame" role="region" aria-label="Dossiers à traiter, tableau" tabIndex={0}>
        <table className="table worklist" ref={table}>
          <caption className="unseen">Dossiers à traiter, les plus pressants d’abord</caption>
          <thead>
            <tr>
              {mayAct && (
                <th scope="col" className="worklist__pick">
                  <input
                    type="checkbox"
                    aria-label="Choisir tous les dossiers affichés"
                    checked={picked.length === rows.length}
                    onChange={(event) => {
                      setWhole(false);
                      setChosen(new Set(event.target.checked ? rows.map((row) => row.id) : []));
                    }}
                  />
                </th>
              )}
              <th scope="col">Dossier</th>
              <th scope="col" className="not-on-phone">État</th>
              <th scope="col">Échéances</th>
              <th scope="col" className="not-on-phone">Avis</th>
              <th scope="col" className="number not-on-phone">Demandé</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} data-file={row.id} className={picked.includes(row) ? "worklist__chosen" : undefined}>
                {mayAct && (
                  <td className="worklist__pick">
                    <input type="checkbox" aria-label={`Choisir ${row.code}, ${row.title}`} checked={picked.includes(row)} onChange={() => toggle(row.id)} />
                  </td>
                )}
                <th scope="row">
                  <Link href={`/dossiers/${row.id}?onglet=instruction`} className="table__title">{row.title}</Link>
                  <span className="table__under">
                    <span className="code">{row.code}</span> · {row.applicant}
                  </span>
                  <span className="on-phone"><State tone={stateTone(row.state)}>{row.state_label}</State></span>
                  {row.unread > 0 && (
                    <Link href={`/dossiers/${row.id}?onglet=messages`} className="worklist__unread">
                      <Icon name="envelope" />
                      {row.unread > 1 ? `${row.unread} messages non lus` : "1 message non lu"}
                    </Link>
                  )}
                </th>
                <td className="not-on-phone"><State tone={stateTone(row.state)}>{row.state_label}</State></td>
                <td><Due row={row} today={today} /></td>
                <td className="not-on-phone nowrap">{row.opinions_asked > 0 ? `${row.opinions_received} sur ${row.opinions_asked}` : <span className="muted">–<span className="unseen">aucun avis demandé</span></span>}</td>
                <td className="number not-on-phone"><Money value={row.requested_euros} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="line">
        <span className="muted small">
          {count(rows.length)} sur {count(total)}
        </span>
        {more && <Button busy={coming} onClick={more}>Afficher la suite</Button>}
        <span className="muted small push not-on-phone worklist__keys">
          <kbd>j</kbd> suivant, <kbd>k</kbd> précédent, {mayAct && <><kbd>x</kbd> choisir, </>}<kbd>Entrée</kbd> ouvrir
        </span>
      </div>
      {picked.length > 0 && (
        <section className="bulk" aria-label="Acte sur les dossiers choisis">
          <p role="status">
            <strong>{whole ? count(total) : count(picked.length)}</strong> {(whole ? total : picked.length) > 1 ? "dossiers choisis" : "dossier choisi"}
          </p>
          {!whole && total > rows.length && picked.length === rows.length && (
            <Button look="quiet" onClick={() => setWhole(true)}>{`Choisir les ${count(total)} dossiers du filtre`}</Button>
          )}
          <Acts rows={picked} onChoose={setAct} />
          <Button
            look="quiet"
            onClick={() => {
              setWhole(false);
              setChosen(new Set());
            }}
          >
            Ne rien choisir
          </Button>
        </section>
      )}
      <BulkDialog
        act={act}
        chosen={whole ? { filter, many: total } : { ids: picked.map((row) => row.id), many: picked.length }}
        sample={picked[0]?.id}
        onClose={() => setAct(null)}
        onStarted={() => {
          setAct(null);
          setWhole(false);
          setChosen(new Set());
        }}
      />
    </div>
  );
}

function Acts({ rows, onChoose }: { rows: Work[]; onChoose: (act: BulkAct) => void }) {
  const acts = offered(rows);
  const [chosen, setChosen] = useState<BulkAct | "">("");
  const act = acts.find((one) => one.act === chosen)?.act ?? acts[0]?.act;
  if (!act) return <p className="muted">Aucun acte n’est possible sur ces dossiers.</p>;
  return (
    <div className="bulk__acts">
      <SelectField label="Acte" value={act} onChange={(value) => setChosen(value as BulkAct)} options={acts.map((one) => ({ value: one.act, label: `${bulkActs[one.act].verb} (${count(one.many)})` }))} />
      <Button look="primary" onClick={() => onChoose(act)}>Continuer</Button>
    </div>
  );
}

function Due({ row, today }: { row: Work; today: string }) {
  if (row.due.length === 0) return <span className="muted">–<span className="unseen">aucune échéance</span></span>;
  return (
    <ul className="dues">
      {row.due.map((one) => (
        <li key={one.kind}>
          {one.kind === "silence" ? (
            <span className={one.late ? "muted" : undefined}>{`${one.label}, ${silenceWords(one.on, today)}`}</span>
          ) : (
            <State tone={dueTone(one.on, today)}>{`${one.label}, ${dueWords(one.on, today)}`}</State>
          )}
        </li>
      ))}
    </ul>
  );
}

/** j and k walk the rows, x chooses one, Enter opens it. */
function useKeys(table: { current: HTMLTableElement | null }, rows: Work[], toggle: ((id: string) => void) | undefined, open: (id: string) => void) {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const target = event.target as HTMLElement;
      const typing = target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName) || (target.tagName === "INPUT" && (target as HTMLInputElement).type !== "checkbox");
      if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
      const here = target.closest<HTMLElement>("[data-file]")?.dataset["file"];
      const at = rows.findIndex((row) => row.id === here);
      if (event.key === "j" || event.key === "k") {
        const next = rows[event.key === "j" ? Math.min(at + 1, rows.length - 1) : Math.max(at - 1, 0)];
        if (!next) return;
        event.preventDefault();
        table.current?.querySelector<HTMLElement>(`[data-file="${next.id}"] .table__title`)?.focus();
      } else if (event.key === "x" && here && toggle) {
        event.preventDefault();
        toggle(here);
      } else if (event.key === "Enter" && here && target.tagName === "INPUT") {
        event.preventDefault();
        open(here);
      }
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
}
