// The way to a new file, while the call of the campaign in view accepts one.
import { callWords, useCampaign } from "../programme/campaigns";
import { useMe } from "../session/session";
import { ButtonLink } from "../ui";

export function Begin() {
  const me = useMe();
  const { campaign } = useCampaign();
  if (!campaign || callWords(campaign, me.today).label !== "ouvert") return null;
  return <ButtonLink look="primary" href="/dossiers/saisie">Commencer un dossier</ButtonLink>;
}
