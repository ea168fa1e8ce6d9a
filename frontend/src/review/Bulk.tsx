// One act on many files: what it needs, then its progress and, file by file,
// what became of it. The run is in the address: the page may be left.
import { useState } from "react";
import { Link, useSearchParams } from "wouter";
import { blame } from "../application/refusals";
import { count } from "../money";
import { useMe } from "../session/session";
import { Button, Check, DayField, Dialog, Loaded, LongField, Notice, Skeleton, State, Table, type Column, type Tone } from "../ui";
import type { WorkFilter } from "./filter";
import { useBulk, useReview, useRun, type BulkDraft, type BulkRun } from "./queries";
import { bulkActs, capital, proposedDay, type BulkAct } from "./words";
import { useEffect, useRef } from "react";
import { useQueryClient } from "@tanstack/react-query";

export interface Chosen {
  ids?: string[];
  filter?: WorkFilter;
  many: number;
}

interface Props {
  act: BulkAct | null;
  chosen: Chosen;
  /** One of the files: its examination names the services and the delays. */
  sample: string | undefined;
  onClose: () => void;
  onStarted: () => void;
}

export function BulkDialog({ act, onClose, ...rest }: Props) {
  return (
    <Dialog open={act !== null} title={act ? bulkActs[act].verb : ""} onClose={onClose}>
      {act && <Form act={act} onClose={onClose} {...rest} />}
    </Dialog>
  );
}

const filesWords = (many: number) => (many > 1 ? `${count(many)} dossiers` : "1 dossier");

function Form({ act, chosen, sample, onClose, onStarted }: Props & { act: BulkAct }) {
  const me = useMe();
  const { verb, consequence, needs } = bulkActs[act];
  // Asked twice by a refresh or a lost link, it is done once.
  const [key] = useState(() => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(""));
  const review = useReview(sample ?? "", needs !== undefined && needs !== "reason" && sample !== undefined).data?.told;
  const [reason, setReason] = useState("");
  const [seats, setSeats] = useState<Set<string>>(new Set());
  const days = review && (needs === "seats" ? review.delays.opinion_days : review.delays.document_days);
  const [due, setDue] = useState<string | null>(null);
  const dueOn = due ?? (days === undefined ? "" : proposedDay(me.today, days));
  const bulk = useBulk();
  const [, setSearch] = useSearchParams();
  const { of, rest } = blame(bulk.error, ["reason", "due_on", "seats"]);
  const wanted = reason
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const ready = needs === undefined || (needs === "seats" ? seats.size > 0 && dueOn !== "" : needs === "documents" ? wanted.length > 0 && dueOn !== "" : reason.trim() !== "");

  function start() {
    const draft: BulkDraft = {
      key,
      act,
      ...(chosen.ids ? { ids: chosen.ids } : { filter: chosen.filter }),
      ...(needs === "reason" ? { reason: reason.trim() } : {}),
      ...(needs === "documents" ? { items: wanted.map((label) => ({ label })), due_on: dueOn } : {}),
      ...(needs === "seats" ? { seats: [...seats], due_on: dueOn } : {}),
    };
    bulk.mutate(draft, {
      onSuccess: (run) => {
        onStarted();
        setSearch((before) => {
          const after = new URLSearchParams(before);
          after.set("action", run.id);
          return after;
        });
      },
    });
  }

  const services = review ? [...review.opinions.items, ...review.opinions.to_ask].map(({ seat, label }) => ({ seat, label })).sort((a, b) => a.label.localeCompare(b.label, "fr")) : [];
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      {rest && <Notice tone="danger" title="Refusé" law={rest.law}><p>{rest.message}</p></Notice>}
      <p><strong>{filesWords(chosen.many)}.</strong> {consequence}</p>
      {needs === "reason" && <LongField label="Motif" required value={reason} onChange={setReason} error={of("reason")} />}
      {needs === "documents" && <LongField label="Pièces demandées, une par ligne" required value={reason} onChange={setReason} error={of("reason")} />}
      {needs === "seats" &&
        (review ? (
          <fieldset className="stack-small">
            <legend><strong>Services consultés</strong></legend>
            <ul className="request">
              {services.map((one) => (
                <li key={one.seat}>
                  <Check
                    checked={seats.has(one.seat)}
                    onChange={(on) =>
                      setSeats((before) => {
                        const after = new Set(before);
                        if (on) after.add(one.seat);
                        else after.delete(one.seat);
                        return after;
                      })
                    }
                  >
                    {one.label}
                  </Check>
                </li>
              ))}
            </ul>
          </fieldset>
        ) : (
          <Skeleton lines={4} />
        ))}
      {(needs === "seats" || needs === "documents") && <DayField label="Réponse attendue au plus tard le" required value={dueOn} onChange={setDue} error={of("due_on")} />}
      <div className="dialog__foot">
        <Button onClick={onClose}>Renoncer</Button>
        <Button look="primary" type="submit" busy={bulk.isPending} disabled={!ready}>{`${verb} (${count(chosen.many)})`}</Button>
      </div>
    </form>
  );
}

const outcomes: Record<string, { tone: Tone; word: string }> = {
  done: { tone: "success", word: "fait" },
  refused: { tone: "danger", word: "refusé" },
  pending: { tone: "neutral", word: "en attente" },
};

const columns: Column<BulkRun["items"][number]>[] = [
  { key: "file", head: "Dossier", cell: (one) => <Link href={`/dossiers/${one.application}?onglet=instruction`}>{one.code || "dossier inconnu"}</Link> },
  {
    key: "outcome",
    head: "Résultat",
    cell: (one) => {
      const { tone, word } = outcomes[one.outcome] ?? { tone: "neutral" as const, word: one.outcome };
      return (
        <>
          <State tone={tone}>{word}</State>
          {one.reason && <span className="table__under">{capital(one.reason)}</span>}
        </>
      );
    },
  },
];

export function RunDialog() {
  const [search, setSearch] = useSearchParams();
  const id = search.get("action") ?? "";
  const close = () =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        after.delete("action");
        return after;
      },
      { replace: true },
    );
  return (
    <Dialog open={id !== ""} title="Acte sur plusieurs dossiers" onClose={close}>
      {id !== "" && <Run id={id} onClose={close} />}
    </Dialog>
  );
}

function Run({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useRun(id);
  const client = useQueryClient();
  const finished = query.data?.finished ?? false;
  const told = useRef(false);
  useEffect(() => {
    // Once it is over, everything the files show is asked again.
    if (!finished || told.current) return;
    told.current = true;
    void client.invalidateQueries({ predicate: ({ queryKey }) => ["worklist", "applications", "application", "examination", "tasks"].includes(String(queryKey[0])) });
  }, [client, finished]);
  return (
    <Loaded query={query} lines={4}>
      {(run) => (
        <div className="stack">
          <p role="status">
            <strong>{bulkActs[run.act as BulkAct]?.verb ?? run.act}</strong>{"\u00a0: "}
            {count(run.done)} {run.done > 1 ? "faits" : "fait"}, {count(run.refused)} {run.refused > 1 ? "refusés" : "refusé"} sur {count(run.total)}
            {!run.finished && ". Vous pouvez quitter cette page, l’acte continue"}.
          </p>
          <progress className="bulk__progress" aria-label="Avancement" max={run.total} value={run.done + run.refused} />
          <Table caption="Résultat par dossier" columns={columns} rows={run.items} rowKey={(one) => one.application} top />
          <div className="dialog__foot">
            <Button look="primary" onClick={onClose}>{run.finished ? "Terminer" : "Fermer"}</Button>
          </div>
        </div>
      )}
    </Loaded>
  );
}
