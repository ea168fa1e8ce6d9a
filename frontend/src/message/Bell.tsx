// The way to the inbox, with how much is new in this browser.
import { Link } from "wouter";
import { useMe } from "../session/session";
import { Icon } from "../ui";
import { unseen, useInbox, useSeen } from "./messages";

const MANY = 9;

export function Bell() {
  const me = useMe();
  const [seen] = useSeen(me.id);
  const inbox = useInbox();
  const fresh = unseen(inbox.data?.pages[0]?.items ?? [], seen);
  const shown = fresh > MANY ? `${MANY}+` : String(fresh);
  return (
    <Link href="/messages" className="bell" aria-label={fresh === 0 ? "Messages" : `Messages, ${fresh > MANY ? `plus de ${MANY}` : fresh} ${fresh > 1 ? "nouveaux" : "nouveau"}`}>
      <Icon name="bell" />
      {fresh > 0 && <span className="bell__count" aria-hidden="true">{shown}</span>}
    </Link>
  );
}
