const kinds: Record<string, string> = {
  association: "Association",
  foundation: "Fondation",
  enterprise: "Entreprise",
  landlord: "Bailleur social",
  commune: "Commune",
  epci: "Intercommunalité",
  departement: "Département",
  public_body: "Établissement public",
};

export const kindOf = (kind: string): string => kinds[kind] ?? kind;

export function siret(digits: string): string {
  return digits.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, "$1\u00a0$2\u00a0$3\u00a0$4");
}

export const sources: Record<string, string> = { typed: "Saisi", register: "Repris d’un répertoire", file: "Repris d’un dossier" };
