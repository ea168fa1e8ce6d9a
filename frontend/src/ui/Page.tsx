// What every page has: a head that says where one is and answers in one line,
// and an honest state while there is nothing to show.
import type { UseQueryResult } from "@tanstack/react-query";
import { Fragment, useEffect, type ReactNode } from "react";
import { Link } from "wouter";
import { Refusal } from "../api/client";
import { Button } from "./Button";
import { Mark } from "./Mark";
import { Notice } from "./Notice";

export interface Crumb {
  label: string;
  href?: string;
}

export function Breadcrumb({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav className="crumbs-nav" aria-label="Fil d’Ariane">
      <ol className="crumbs">
        {crumbs.map((crumb) => (
          <li key={crumb.label}>{crumb.href ? <Link href={crumb.href}>{crumb.label}</Link> : <span aria-current="page">{crumb.label}</span>}</li>
        ))}
      </ol>
    </nav>
  );
}

interface PageProps {
  title: string;
  crumbs?: Crumb[];
  /** What the breadcrumb calls this page, when its title is long. */
  crumb?: string;
  /** One line of state: the answer to the page's question. */
  line?: ReactNode;
  /** Secondary first, the one primary action last. */
  actions?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

export function Page({ title, crumbs, crumb, line, actions, wide, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} – Tour de table`;
  }, [title]);
  return (
    <div className={wide ? "page page--wide" : "page"}>
      <div className="print-head">
        <Mark /> Tour de table
      </div>
      <div className="page-head">
        {crumbs && <Breadcrumb crumbs={[...crumbs, { label: crumb ?? title }]} />}
        <div>
          <h1>{title}</h1>
          {line !== undefined && <div className="page-head__line">{line}</div>}
        </div>
        {actions && <div className="page-head__actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

/** What this page is for, and the first thing to do. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children && <p className="muted">{children}</p>}
      {action}
    </div>
  );
}

/** Lines that hold the place of what comes. */
export function Skeleton({ lines = 8 }: { lines?: number }) {
  return (
    <div role="status">
      <span className="unseen">Chargement en cours</span>
      <div className="skeleton-lines" aria-hidden="true">
        {Array.from({ length: lines }, (_, i) => (
          <span key={i} className="skeleton" />
        ))}
      </div>
    </div>
  );
}

/** What went wrong, why, and what to do. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const refusal = error instanceof Refusal ? error : new Refusal({ code: "page.broken" }, 500);
  const unknown = refusal.status === 403 || refusal.status === 404;
  return (
    <Notice tone={unknown ? "warning" : "danger"} title={unknown ? "Page inconnue" : "Cette page n’a pas pu s’afficher"} law={refusal.law}>
      <p>{refusal.message}</p>
      <p className="small muted">Référence à citer : {refusal.code}</p>
      {onRetry && !unknown && (
        <Button onClick={onRetry} className="not-printed">Réessayer</Button>
      )}
    </Notice>
  );
}

/** Shows the data of a query, or its honest state: coming, refused, or old. */
export function Loaded<T>({ query, lines, children }: { query: UseQueryResult<T>; lines?: number; children: (data: T) => ReactNode }) {
  if (query.data === undefined) {
    if (query.isError) return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={lines} />;
  }
  return (
    <Fragment>
      {query.isError && (
        <p className="stale">
          Données de {new Date(query.dataUpdatedAt).toLocaleTimeString("fr-FR", { hour: "numeric", minute: "2-digit" }).replace(":", " h ")} : la mise à
          jour n’a pas abouti, elle sera retentée.
        </p>
      )}
      {children(query.data)}
    </Fragment>
  );
}
