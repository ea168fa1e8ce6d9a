// Tabs whose choice lives in the address: a tab can be sent to a colleague.
import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { useSearchParams } from "wouter";

export interface Tab {
  id: string;
  label: string;
  panel: ReactNode;
}

export function Tabs({ label, tabs, param = "onglet" }: { label: string; tabs: Tab[]; param?: string }) {
  const [search, setSearch] = useSearchParams();
  const list = useRef<HTMLDivElement>(null);
  const chosen = tabs.find((tab) => tab.id === search.get(param)) ?? tabs[0];
  if (!chosen) return null;

  function choose(id: string) {
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (id === tabs[0]?.id) after.delete(param);
        else after.set(param, id);
        return after;
      },
      { replace: true },
    );
  }

  function onKeyDown(event: KeyboardEvent) {
    const at = tabs.findIndex((tab) => tab.id === chosen?.id);
    const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    if (!tab) return;
    choose(tab.id);
    list.current?.querySelector<HTMLElement>(`#tab-${tab.id}`)?.focus();
  }

  return (
    <div>
      <div className="tabs" role="tablist" tabIndex={-1} aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`tab-${tab.id}`}
            type="button"
            role="tab"
            className="tab"
            aria-selected={tab.id === chosen.id}
            aria-controls="tab-panel"
            tabIndex={tab.id === chosen.id ? 0 : -1}
            onClick={() => choose(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div className="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${chosen.id}`} tabIndex={0}>
        {chosen.panel}
      </div>
    </div>
  );
}
