// Question of the page: who are you? In demonstration, one click answers.
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import type { Account } from "../api/shapes";
import { longDate } from "../dates";
import { Button, Icon, Mark, Notice, Skeleton, TextField, Trouble } from "../ui";
import { useDemonstration, useSignIn, type Credentials } from "./session";
import "./signin.css";

export function SignIn() {
  const demonstration = useDemonstration();
  const signIn = useSignIn();
  const [, go] = useLocation();

  function enter(credentials: Credentials) {
    signIn.mutate(credentials, {
      onSuccess: () => {
        if (window.location.pathname === "/connexion") go("/", { replace: true });
      },
    });
  }

  return (
    <div className="signin">
      <header className="signin__side">
        <span className="brand signin__brand">
          <Mark />
          Tour de table
        </span>
        <p className="signin__promise">Plusieurs financeurs, un projet, chaque centime en vue.</p>
        <p className="signin__about">
          Le comité des financeurs du FIPD, fonds interministériel de prévention de la délinquance : du dépôt des dossiers au grand livre.
        </p>
      </header>
      <main className="signin__main" id="contenu">
        <h1>Connexion</h1>
        {signIn.isError && (
          <Notice tone="danger" title="La connexion n’a pas abouti">
            <p>{signIn.error.message}</p>
          </Notice>
        )}
        {demonstration.isPending && <Skeleton lines={6} />}
        {demonstration.isError && <Trouble error={demonstration.error} onRetry={() => void demonstration.refetch()} />}
        {demonstration.data?.demonstration && (
          <Accounts
            accounts={demonstration.data.accounts}
            today={demonstration.data.today}
            busy={signIn.isPending ? signIn.variables.account : undefined}
            onChoose={(account) => enter({ account: account.id })}
          />
        )}
        {demonstration.data && !demonstration.data.demonstration && <Passwords busy={signIn.isPending} onEnter={enter} />}
      </main>
    </div>
  );
}

/** Roles that many hold, named in a line each. */
const short = [
  { role: "funder", title: "Financeurs" },
  { role: "applicant", title: "Porteurs de projet" },
];

function Accounts({ accounts, today, busy, onChoose }: { accounts: Account[]; today: string; busy?: string | undefined; onChoose: (account: Account) => void }) {
  const office = accounts.filter((account) => !short.some(({ role }) => role === account.role));
  return (
    <section aria-labelledby="demonstration" className="stack-large">
      <div>
        <h2 id="demonstration" className="unseen">Comptes de démonstration</h2>
        <p className="muted">
          Démonstration : toutes les personnes et tous les organismes sont fictifs, et nous sommes le {longDate(today)}. Choisissez un rôle.
        </p>
      </div>
      <ul className="accounts">
        {office.map((account) => (
          <li key={account.id}>
            <button type="button" className="account" onClick={() => onChoose(account)} disabled={busy !== undefined} aria-busy={busy === account.id || undefined}>
              <span className="account__words">
                <strong>{account.role_label}</strong>
                <span className="account__who">{account.name}</span>
                <span className="account__todo">{account.what_to_do}</span>
              </span>
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
      {short.map(({ role, title }) => {
        const group = accounts.filter((account) => account.role === role);
        if (group.length === 0) return null;
        return (
          <section key={role} className="stack" aria-labelledby={`group-${role}`}>
            <div>
              <h3 id={`group-${role}`}>{title}</h3>
              <p className="muted">{group[0]!.what_to_do}.</p>
            </div>
            <ul className="account-chips">
              {group.map((account) => (
                <li key={account.id}>
                  <button type="button" className="account-chip" onClick={() => onChoose(account)} disabled={busy !== undefined} aria-busy={busy === account.id || undefined}>
                    {account.name}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </section>
  );
}

function Passwords({ busy, onEnter }: { busy: boolean; onEnter: (credentials: Credentials) => void }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    onEnter({ email, password });
  }

  return (
    <form className="stack signin__form" onSubmit={submit}>
      <TextField label="Adresse électronique" type="email" name="email" autoComplete="username" required value={email} onChange={setEmail} />
      <TextField label="Mot de passe" type="password" name="password" autoComplete="current-password" required value={password} onChange={setPassword} />
      <Button look="primary" type="submit" busy={busy}>Se connecter</Button>
    </form>
  );
}
