// Question of the page: what was said, and by whom is it signed?
import { longDate } from "../dates";
import { Button, FunderChip, Money, Notice, Page, Skeleton, Trouble } from "../ui";
import { useMinutes } from "./queries";
import "./committee.css";

export default function MinutesPage({ id }: { id: string }) {
  const query = useMinutes(id);
  const minutes = query.data;
  const amounts = minutes?.sections.flatMap((section) => section.amounts) ?? [];
  const proposed = amounts.some((amount) => amount.proposed_euros !== undefined);
  const announced = amounts.some((amount) => amount.announced_euros !== undefined);
  return (
    <Page
      title={minutes?.title ?? "Procès-verbal"}
      crumbs={[
        { label: "Séances", href: "/seances" },
        { label: minutes ? `Séance du ${longDate(minutes.on)}` : "Séance", href: `/seances/${id}` },
      ]}
      line={minutes && <span>{minutes.reference} · {minutes.place}</span>}
      actions={minutes && <Button look="primary" icon="print" onClick={() => window.print()}>Imprimer</Button>}
    >
      {query.isError && <Trouble error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton lines={12} />}
      {minutes && (
        <article className="minutes">
          {minutes.state !== "closed" && <Notice tone="warning">Projet : la séance n’est pas levée.</Notice>}
          {minutes.sections.map((section) => (
            <section key={section.heading} className="minutes__section">
              <h2>{section.heading}</h2>
              {section.paragraphs.map((paragraph, i) => (
                <p key={i}>{paragraph}</p>
              ))}
              {section.amounts.length > 0 && (
                <table className="table minutes__amounts">
                  <caption className="unseen">Montants, {section.heading}</caption>
                  <thead>
                    <tr>
                      <th scope="col">Financeur</th>
                      <th scope="col" className="number">Demandé</th>
                      {proposed && <th scope="col" className="number">Proposé</th>}
                      {announced && <th scope="col" className="number">Annoncé</th>}
                    </tr>
                  </thead>
                  <tbody>
                    {section.amounts.map((amount) => (
                      <tr key={amount.funder}>
                        <th scope="row"><FunderChip code={amount.funder} /></th>
                        <td className="number"><Money value={amount.requested_euros} /></td>
                        {proposed && <td className="number"><Money value={amount.proposed_euros} absent="rien de proposé" /></td>}
                        {announced && <td className="number"><Money value={amount.announced_euros} absent="rien d’annoncé" /></td>}
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
            </section>
          ))}
        </article>
      )}
    </Page>
  );
}
