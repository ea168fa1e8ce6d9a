// Question of the page: what happened that I should know?
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { timestamp } from "../dates";
import { useMe } from "../session/session";
import { Button, Empty, Page, Skeleton, Trouble } from "../ui";
import { unseen, useInbox, useSeen } from "./messages";
import "./messages.css";

export default function InboxPage() {
  const me = useMe();
  const inbox = useInbox();
  const [seen, see] = useSeen(me.id);
  // What was new when the page opened stays so while it is read.
  const [before] = useState(seen);
  const messages = inbox.data?.pages.flatMap((page) => page.items) ?? [];
  const newest = messages[0]?.at;
  useEffect(() => {
    if (newest) see(newest);
  }, [newest, see]);
  const fresh = unseen(messages, before);
  return (
    <Page
      title="Messages"
      line={inbox.data && <span>{fresh === 0 ? "Rien de nouveau depuis votre dernière visite." : <><strong>{fresh}</strong> {fresh > 1 ? "nouveaux messages" : "nouveau message"}</>}</span>}
    >
      {inbox.isError && messages.length === 0 && <Trouble error={inbox.error} onRetry={() => void inbox.refetch()} />}
      {inbox.isPending && <Skeleton lines={8} />}
      {inbox.data && messages.length === 0 && <Empty title="Aucun message">Les dépôts, les convocations, les décisions et les paiements qui vous concernent s’annoncent ici.</Empty>}
      {messages.length > 0 && (
        <ol className="messages">
          {messages.map((message) => (
            <li key={message.id} className={message.at > before ? "message message--new" : "message"}>
              <time className="muted small" dateTime={message.at}>{timestamp(message.at)}</time>
              <div>
                <h2>
                  {message.link ? <Link href={message.link}>{message.subject}</Link> : message.subject}
                  {message.at > before && <span className="message__new">nouveau</span>}
                </h2>
                <p>{message.body}</p>
              </div>
            </li>
          ))}
        </ol>
      )}
      {inbox.hasNextPage && (
        <div>
          <Button busy={inbox.isFetchingNextPage} onClick={() => void inbox.fetchNextPage()}>Afficher la suite</Button>
        </div>
      )}
    </Page>
  );
}
