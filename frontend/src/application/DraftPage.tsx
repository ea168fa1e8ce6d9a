// Question of the page: where am I, what is missing, is it saved?
import { useSearchParams } from "wouter";
import { Page, Skeleton, Trouble } from "../ui";
import { crumbs, FormPage } from "./form/FormPage";
import { useDossier, useForm } from "./form/queries";
import { Start } from "./form/Start";

export default function DraftPage() {
  const [search] = useSearchParams();
  const id = search.get("dossier");
  return id ? <Opened key={id} id={id} /> : <Start />;
}

function Opened({ id }: { id: string }) {
  const dossier = useDossier(id);
  const text = useForm(dossier.data?.form);
  if (dossier.data && text.data) return <FormPage dossier={dossier.data} form={text.data.form} chart={text.data.chart} />;
  const failed = [dossier, text].find((one) => one.isError);
  return (
    <Page title="Saisie du dossier" crumbs={crumbs}>
      {failed ? <Trouble error={failed.error} onRetry={() => void failed.refetch()} /> : <Skeleton lines={12} />}
    </Page>
  );
}
