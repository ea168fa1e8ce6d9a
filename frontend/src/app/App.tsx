// Every address of the application, and the frame around it.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Component, lazy, Suspense, type ReactNode } from "react";
import { Route, Switch, useLocation } from "wouter";
import { Refusal } from "../api/client";
import { SignIn } from "../session/SignIn";
import { useSession } from "../session/session";
import { ButtonLink, Page, Skeleton, Toasts, Trouble } from "../ui";
import { Frame } from "./Frame";

const Home = lazy(() => import("./Home"));
const ApplicationList = lazy(() => import("../application/ApplicationList"));
const ApplicationPage = lazy(() => import("../application/ApplicationPage"));
const DraftPage = lazy(() => import("../application/DraftPage"));
const GridPage = lazy(() => import("../cofunding/GridPage"));
const SessionList = lazy(() => import("../committee/SessionList"));
const SessionPage = lazy(() => import("../committee/SessionPage"));
const MinutesPage = lazy(() => import("../committee/MinutesPage"));
const EnvelopesPage = lazy(() => import("../programme/EnvelopesPage"));
const LedgerPage = lazy(() => import("../ledger/LedgerPage"));
const ImportsPage = lazy(() => import("../payment/ImportsPage"));
const InboxPage = lazy(() => import("../message/InboxPage"));
const BodyPage = lazy(() => import("../body/BodyPage"));
const InvitationPage = lazy(() => import("../body/InvitationPage"));
const WorklistPage = lazy(() => import("../review/WorklistPage"));
const OpinionPage = lazy(() => import("../review/OpinionsPage"));
const NoticePage = lazy(() => import("../review/Notices"));
const StrategyPage = lazy(() => import("../strategy/StrategyPage"));

export function App({ client }: { client: QueryClient }) {
  return (
    <QueryClientProvider client={client}>
      <Toasts>
        <Door />
      </Toasts>
    </QueryClientProvider>
  );
}

export function newClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal will not change its mind; a lost link may come back.
        retry: (times, error) => times < 2 && !(error instanceof Refusal && error.status >= 400 && error.status < 500),
      },
    },
  });
}

function Door() {
  const session = useSession();
  const [path] = useLocation();
  if (session.isPending) return null;
  if (session.isError) {
    return (
      <main className="main">
        <Page title="Tour de table">
          <Trouble error={session.error} onRetry={() => void session.refetch()} />
        </Page>
      </main>
    );
  }
  if (path === "/invitation") return <Suspense fallback={null}><InvitationPage /></Suspense>;
  if (session.data === null) return <SignIn />;
  return (
    <Frame>
      <Guard>
        <Suspense fallback={<Skeleton />}>
          <Pages />
        </Suspense>
      </Guard>
    </Frame>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/"><Home /></Route>
      <Route path="/connexion"><Home /></Route>
      <Route path="/dossiers"><ApplicationList /></Route>
      <Route path="/dossiers/saisie"><DraftPage /></Route>
      <Route path="/dossiers/:id">{({ id }) => <ApplicationPage key={id} id={id} />}</Route>
      <Route path="/dossiers/:id/attestation/:kind">{({ id, kind }) => <NoticePage key={id + kind} id={id} kind={kind} />}</Route>
      <Route path="/a-traiter"><WorklistPage /></Route>
      <Route path="/avis"><OpinionPage /></Route>
      <Route path="/avis/:id">{({ id }) => <OpinionPage key={id} id={id} />}</Route>
      <Route path="/cofinancement"><GridPage /></Route>
      <Route path="/seances"><SessionList /></Route>
      <Route path="/seances/:id">{({ id }) => <SessionPage key={id} id={id} />}</Route>
      <Route path="/seances/:id/proces-verbal">{({ id }) => <MinutesPage id={id} />}</Route>
      <Route path="/enveloppes"><EnvelopesPage /></Route>
      <Route path="/grand-livre"><LedgerPage /></Route>
      <Route path="/imports"><ImportsPage /></Route>
      <Route path="/messages"><InboxPage /></Route>
      <Route path="/organisme"><BodyPage id="me" /></Route>
      <Route path="/organismes/:id">{({ id }) => <BodyPage key={id} id={id} />}</Route>
      <Route path="/strategie"><StrategyPage /></Route>
      <Route><Unknown /></Route>
    </Switch>
  );
}

function Unknown() {
  return (
    <Page title="Page inconnue">
      <p>Cette page n’existe pas, ou votre rôle ne permet pas de la voir.</p>
      <div><ButtonLink look="primary" href="/">Revenir à l’accueil</ButtonLink></div>
    </Page>
  );
}

/** A page that breaks says so; the frame stays. */
class Guard extends Component<{ children: ReactNode }, { error: unknown; at: string }> {
  override state = { error: undefined as unknown, at: "" };

  static getDerivedStateFromError(error: unknown) {
    return { error, at: window.location.pathname };
  }

  static getDerivedStateFromProps(_: unknown, state: { error: unknown; at: string }) {
    return state.error !== undefined && state.at !== window.location.pathname ? { error: undefined, at: "" } : null;
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <Page title="Cette page s’est interrompue">
        <Trouble error={this.state.error} onRetry={() => window.location.reload()} />
      </Page>
    );
  }
}
