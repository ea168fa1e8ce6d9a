// The frame around every page: header, doors by audience, person menu.
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { Bell } from "../message/Bell";
import { useCampaign } from "../programme/campaigns";
import { useMe, useSignOut } from "../session/session";
import { Button, Choice, Dialog, Icon, Mark } from "../ui";
import { bottomDoors, isHere, wingsOf, type Door } from "./navigation";
import { usePreference } from "./preferences";

export function Frame({ children }: { children: ReactNode }) {
  const me = useMe();
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  const wings = wingsOf(me);
  const first = useRef(true);

  // A new page starts at its top, for the eyes and for the keyboard.
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <div className={me.demonstration ? "has-band" : undefined}>
      <a className="skip" href="#contenu">Aller au contenu</a>
      <header className="top">
        {me.demonstration && (
          <p className="band">
            <strong>Démonstration</strong> Données fictives
          </p>
        )}
        <Header />
      </header>
      <div className="frame">
        <Side wings={wings} path={path} />
        <main className="main" id="contenu" ref={main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <nav className="bottom" aria-label="Navigation principale">
        {bottomDoors(wings).map((door) => (
          <Link key={door.href} href={door.href} className="bottom__link" aria-current={isHere(door, path) ? "page" : undefined}>
            <Icon name={door.icon} />
            {door.short ?? door.label}
          </Link>
        ))}
      </nav>
    </div>
  );
}

function Side({ wings, path }: { wings: ReturnType<typeof wingsOf>; path: string }) {
  const [width, setWidth] = usePreference("navigation", "words");
  const folded = width === "icons";
  return (
    <nav className="side" aria-label="Navigation principale">
      {wings.map((wing) => (
        <div key={wing.title}>
          <h2>{wing.title}</h2>
          <ul className="side__list">
            {wing.doors.map((door) => (
              <li key={door.href}>
                <DoorLink door={door} here={isHere(door, path)} folded={folded} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      <button type="button" className="side__link side__fold" aria-pressed={folded} aria-label="Réduire la navigation" onClick={() => setWidth(folded ? "words" : "icons")}>
        <Icon name="fold" />
        <span className="side__word">Réduire</span>
      </button>
    </nav>
  );
}

function DoorLink({ door, here, folded }: { door: Door; here: boolean; folded: boolean }) {
  return (
    <Link href={door.href} className="side__link" aria-current={here ? "page" : undefined} aria-label={door.label} title={folded ? door.label : undefined}>
      <Icon name={door.icon} />
      <span className="side__word">{door.label}</span>
    </Link>
  );
}

function Header() {
  const me = useMe();
  const [help, setHelp] = useState(false);
  return (
    <div className="header">
      <Link href="/" className="brand" aria-label="Tour de table, accueil">
        <Mark />
        <span className="brand__word">Tour de table</span>
      </Link>
      <CampaignSwitch departement={me.departement} />
      {me.role === "adviser" ? <span className="push" /> : <Search />}
      <Bell />
      <Button className="help" look="quiet" icon="help" aria-label="Aide" onClick={() => setHelp(true)} />
      <Help open={help} onClose={() => setHelp(false)} />
      <Person />
    </div>
  );
}

function CampaignSwitch({ departement }: { departement: string }) {
  const { campaign, campaigns, choose } = useCampaign();
  if (!campaign) return null;
  return (
    <div className="campaign">
      {departement && <span className="campaign__place muted">Département {departement}</span>}
      {campaigns.length > 1 ? (
        <select aria-label="Campagne" value={campaign.id} onChange={(event) => choose(event.target.value)}>
          {campaigns.map((one) => (
            <option key={one.id} value={one.id}>Campagne {one.year}</option>
          ))}
        </select>
      ) : (
        <strong>Campagne {campaign.year}</strong>
      )}
    </div>
  );
}

function Search() {
  const input = useRef<HTMLInputElement>(null);
  const [, go] = useLocation();

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const target = event.target as HTMLElement;
      const typing = target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);

  function submit(event: FormEvent) {
    event.preventDefault();
    const text = input.current?.value.trim() ?? "";
    go(text ? `/dossiers?q=${encodeURIComponent(text)}` : "/dossiers");
  }

  return (
    <search className="search">
      <form onSubmit={submit}>
        <Icon name="search" />
        <input ref={input} className="input" type="search" aria-label="Rechercher un dossier ou un organisme" placeholder="Rechercher un dossier" />
        <kbd aria-hidden="true">/</kbd>
      </form>
    </search>
  );
}

function Person() {
  const me = useMe();
  const signOut = useSignOut();
  const [theme, setTheme] = usePreference("theme", "auto");
  const [density, setDensity] = usePreference("density", "comfortable");
  return (
    <>
      <button type="button" className="person" popoverTarget="person" aria-label={`${me.name}\u00a0: rôle, affichage, déconnexion`}>
        <span className="person__disc" aria-hidden="true">{initials(me.name)}</span>
      </button>
      <div id="person" popover="auto" className="popover">
        <div className="stack">
          <div>
            <strong>{me.name}</strong>
            <p className="muted">{me.role_label}</p>
            {(me.organisation ?? me.funder) && <p className="muted">{me.organisation ?? `Siège ${me.funder}`}</p>}
          </div>
          <Choice
            label="Thème"
            name="theme"
            value={theme}
            onChange={setTheme}
            options={[
              { value: "auto", label: "Automatique" },
              { value: "light", label: "Clair" },
              { value: "dark", label: "Sombre" },
            ]}
          />
          <Choice
            label="Hauteur des lignes"
            name="density"
            value={density}
            onChange={setDensity}
            options={[
              { value: "comfortable", label: "Confortable" },
              { value: "compact", label: "Compacte" },
            ]}
          />
          <Button icon="leave" busy={signOut.isPending} onClick={() => signOut.mutate()}>
            {me.demonstration ? "Changer de compte" : "Se déconnecter"}
          </Button>
        </div>
      </div>
    </>
  );
}

function initials(name: string): string {
  return name
    .split(/[\s-]+/)
    .filter((word) => /^\p{Lu}/u.test(word))
    .map((word) => word[0])
    .slice(0, 2)
    .join("");
}

const words: [string, string][] = [
  ["AE", "Autorisation d’engagement\u00a0: la limite de ce que l’État peut promettre."],
  ["CP", "Crédit de paiement\u00a0: la limite de ce qu’il peut payer dans l’année."],
  ["EJ", "Engagement juridique\u00a0: la promesse, inscrite dans Chorus."],
  ["DP", "Demande de paiement\u00a0: ce qui déclenche le virement."],
  ["EPCI", "Établissement public de coopération intercommunale\u00a0: une communauté de communes, d’agglomération ou urbaine."],
  ["FIPD", "Fonds interministériel de prévention de la délinquance."],
  ["QPV", "Quartier prioritaire de la politique de la ville."],
];

function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} title="Aide" onClose={onClose}>
      <div className="stack">
        <h3>Au clavier</h3>
        <dl className="facts">
          <dt><kbd>/</kbd></dt>
          <dd>Rechercher un dossier</dd>
          <dt><kbd>?</kbd></dt>
          <dd>Dans le tableau de cofinancement, montrer ses touches</dd>
        </dl>
        <h3>Les sigles</h3>
        <dl className="facts">
          {words.map(([word, meaning]) => (
            <div key={word} className="facts__pair">
              <dt>{word}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
