// The messages of a file: with the applicant on one side, and apart, what stays
// in the office. Two forms, so that a note never leaves by mistake.
import { useEffect, useState } from "react";
import type { ApplicationFile } from "../api/shapes";
import { useKept } from "../application/kept";
import { timestamp } from "../dates";
import { useMe } from "../session/session";
import { Button, Loaded, LongField, Notice } from "../ui";
import { useReadThread, useSay, useThread, type FileMessage } from "./queries";
import "./review.css";

export function Thread({ file }: { file: ApplicationFile }) {
  const me = useMe();
  return (
    <Loaded query={useThread(file.id)} lines={6}>
      {(thread) => <Both file={file} messages={thread.items} unread={thread.unread} office={me.role !== "applicant"} writes={me.role === "applicant" || me.rights.includes("review_files")} />}
    </Loaded>
  );
}

interface Props {
  file: ApplicationFile;
  messages: FileMessage[];
  unread: number;
  office: boolean;
  writes: boolean;
}

function Both({ file, messages, unread, office, writes }: Props) {
  const { mutate: read } = useReadThread(file.id);
  // What was new when the tab opened stays so while it is read.
  const [fresh] = useState(() => new Set(unread > 0 ? messages.filter((one) => !one.mine).slice(-unread).map((one) => one.id) : []));
  const last = messages.at(-1)?.id;
  useEffect(() => {
    if (last && unread > 0) read(last);
  }, [last, unread, read]);
  const exchanged = messages.filter((one) => !one.internal);
  const notes = messages.filter((one) => one.internal);
  return (
    <div className={office ? "thread thread--two" : "thread"}>
      <section className="stack" aria-labelledby="exchanged">
        <h2 id="exchanged">{office ? "Échanges avec le porteur" : "Échanges avec le service instructeur"}</h2>
        <Messages messages={exchanged} fresh={fresh} empty="Aucun message." />
        {writes && <Write file={file.id} internal={false} label={office ? "Votre message au porteur" : "Votre message"} verb="Envoyer" />}
      </section>
      {office && (
        <section className="stack thread__notes" aria-labelledby="notes">
          <div>
            <h2 id="notes">Notes internes</h2>
            <p className="muted small">Jamais montrées au porteur.</p>
          </div>
          <Messages messages={notes} fresh={fresh} empty="Aucune note." />
          {writes && <Write file={file.id} internal label="Votre note" verb="Noter" />}
        </section>
      )}
    </div>
  );
}

function Messages({ messages, fresh, empty }: { messages: FileMessage[]; fresh: Set<string>; empty: string }) {
  if (messages.length === 0) return <p className="muted">{empty}</p>;
  return (
    <ol className="thread__list">
      {messages.map((one) => (
        <li key={one.id} className={one.mine ? "said said--mine" : "said"}>
          <p className="small">
            <strong>{one.mine ? "Vous" : one.by}</strong> <span className="muted">{one.role_label}, </span>
            <time className="muted" dateTime={one.at}>{timestamp(one.at)}</time>
            {fresh.has(one.id) && <span className="said__new">nouveau</span>}
          </p>
          <p className="prose">{one.body}</p>
        </li>
      ))}
    </ol>
  );
}

function Write({ file, internal, label, verb }: { file: string; internal: boolean; label: string; verb: string }) {
  const me = useMe();
  const kept = useKept(`message ${me.id} ${file} ${internal}`, 0, "");
  const say = useSay(file);
  const text = kept.dirty ? kept.value : "";
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        say.mutate({ body: text, internal }, { onSuccess: () => kept.settle() });
      }}
    >
      {say.isError && <Notice tone="danger" title="Message non envoyé"><p>{say.error.message}</p></Notice>}
      <LongField label={label} required value={text} onChange={kept.set} />
      <div>
        <Button look={internal ? "plain" : "primary"} type="submit" busy={say.isPending} disabled={text.trim() === ""}>{verb}</Button>
      </div>
    </form>
  );
}
