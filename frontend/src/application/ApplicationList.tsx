// Question of the page: which files are where, and which one do I want?
import { useState, type FormEvent } from "react";
import { Link, useSearchParams } from "wouter";
import { count } from "../money";
import { useCampaign } from "../programme/campaigns";
import { useMe } from "../session/session";
import { Button, ButtonLink, Empty, Money, Page, Skeleton, TextField, Trouble } from "../ui";
import { ApplicationTable } from "./ApplicationTable";
import { Begin } from "./Begin";
import { useApplications } from "./queries";
import { byLife, stateLabel } from "./states";
import "./application.css";

export default function ApplicationList() {
  const [search] = useSearchParams();
  const { campaign } = useCampaign();
  const state = search.get("etat") ?? "";
  const q = search.get("q") ?? "";
  const me = useMe();
  const applications = useApplications({ campaign: campaign?.id, state, q });
  const pages = applications.data?.pages;
  const first = pages?.[0];
  const rows = pages?.flatMap((page) => page.items) ?? [];

  return (
    <Page
      title={me.role === "applicant" ? "Mes dossiers" : "Dossiers"}
      line={
        campaign && (
          <>
            <span>
              <strong>{count(campaign.applications)}</strong> {campaign.applications > 1 ? "dossiers déposés" : "dossier déposé"}
            </span>
            <span><strong><Money value={campaign.requested_euros} /></strong> demandés</span>
            <span><strong><Money value={campaign.decided_euros} /></strong> décidés</span>
          </>
        )
      }
      actions={me.role === "applicant" && <Begin />}
    >
      <div className="stack">
        <SearchBox key={q} q={q} />
        {first && <StatePills counts={first.counts} chosen={state} />}
      </div>
      {applications.isError && <Trouble error={applications.error} onRetry={() => void applications.refetch()} />}
      {!first && !applications.isError && <Skeleton lines={10} />}
      {first && rows.length === 0 && (
        <Empty
          title={q ? `Aucun dossier ne répond à « ${q} »` : "Aucun dossier ici"}
          action={q || state ? <ButtonLink href="/dossiers">Voir tous les dossiers</ButtonLink> : me.role === "applicant" && <Begin />}
        >
          {q ? "On cherche dans l’intitulé, le numéro du dossier et le nom de l’organisme." : `La campagne ${campaign?.year ?? ""} n’a pas de dossier à vous montrer.`}
        </Empty>
      )}
      {rows.length > 0 && (
        <div className="stack">
          <ApplicationTable rows={rows} />
          <div className="line">
            <span className="muted small">
              {count(rows.length)} sur {count(first?.total ?? rows.length)}
            </span>
            {applications.hasNextPage && (
              <Button busy={applications.isFetchingNextPage} onClick={() => void applications.fetchNextPage()}>Afficher la suite</Button>
            )}
          </div>
        </div>
      )}
    </Page>
  );
}

function addressWith(search: URLSearchParams, name: string, value: string): string {
  const after = new URLSearchParams(search);
  if (value) after.set(name, value);
  else after.delete(name);
  const query = after.toString();
  return query ? `/dossiers?${query}` : "/dossiers";
}

function SearchBox({ q }: { q: string }) {
  const [text, setText] = useState(q);
  const [, setSearch] = useSearchParams();

  function submit(event: FormEvent) {
    event.preventDefault();
    setSearch((before) => {
      const after = new URLSearchParams(before);
      if (text.trim()) after.set("q", text.trim());
      else after.delete("q");
      return after;
    });
  }

  return (
    <search>
      <form className="filters" onSubmit={submit}>
        <TextField label="Intitulé, numéro ou organisme" type="search" value={text} onChange={setText} />
        <Button type="submit" icon="search">Rechercher</Button>
      </form>
    </search>
  );
}

function StatePills({ counts, chosen }: { counts: Record<string, number>; chosen: string }) {
  const me = useMe();
  const [search] = useSearchParams();
  const states = Object.keys(counts).filter((state) => (counts[state] ?? 0) > 0 || state === chosen).sort(byLife);
  const total = Object.values(counts).reduce((a, b) => a + b, 0);
  return (
    <nav aria-label="États" className="pills">
      <Pill href={addressWith(search, "etat", "")} here={chosen === ""} label="Tous" many={total} />
      {states.map((state) => (
        <Pill key={state} href={addressWith(search, "etat", state)} here={chosen === state} label={stateLabel(state, me.role)} many={counts[state] ?? 0} />
      ))}
    </nav>
  );
}

function Pill({ href, here, label, many }: { href: string; here: boolean; label: string; many: number }) {
  return (
    <Link href={href} className="pill" aria-current={here ? "true" : undefined}>
      {label} <span className="pill__count">{count(many)}</span>
    </Link>
  );
}
