// Last year's file beside this one: what was granted, spent, and promised.
import { Link } from "wouter";
import { longDate } from "../dates";
import { Money, Percent } from "../ui";
import type { Renewal } from "./queries";
import { capital } from "./words";

export function LastYear({ renewal }: { renewal: Renewal }) {
  return (
    <section className="aside" aria-labelledby="last-year">
      <h2 id="last-year" className="aside__title">Année précédente</h2>
      <p>
        <Link href={`/dossiers/${renewal.application}`}>{renewal.title}</Link>
        <span className="table__under">
          {renewal.code}, {renewal.year}, {renewal.state_label.toLowerCase()}. {renewal.declared ? "Le porteur dit reconduire cette action." : "L’intitulé laisse penser à une reconduction."}
        </span>
      </p>
      {renewal.remarks.length > 0 && (
        <ul className="gaps">
          {renewal.remarks.map((one) => <li key={one}>{capital(one)}</li>)}
        </ul>
      )}
      <dl className="facts facts--side">
        <dt>Demandé</dt>
        <dd><Money value={renewal.requested_euros} /></dd>
        <dt>Accordé</dt>
        <dd><Money value={renewal.granted_euros} /></dd>
        <dt>Versé</dt>
        <dd><Money value={renewal.paid_euros} /></dd>
        <dt>Coût prévu</dt>
        <dd><Money value={renewal.cost_euros} /></dd>
        <dt>Coût réel</dt>
        <dd><Money value={renewal.realised_euros} absent="compte rendu attendu" /></dd>
        {renewal.spent_percent !== undefined && (
          <>
            <dt>Réalisé</dt>
            <dd><Percent value={renewal.spent_percent} /></dd>
          </>
        )}
        <dt>Coût, écart avec cette année</dt>
        <dd><Money value={renewal.cost_delta_euros} /></dd>
        <dt>Demandé cette année, moins accordé</dt>
        <dd><Money value={renewal.requested_delta_euros} /></dd>
      </dl>
      <p className="muted small">
        {renewal.report_filed_on ? `Compte rendu reçu le ${longDate(renewal.report_filed_on)}` : "Aucun compte rendu reçu"}
        {renewal.report_validated_on && `, validé le ${longDate(renewal.report_validated_on)}`}.
      </p>
    </section>
  );
}
