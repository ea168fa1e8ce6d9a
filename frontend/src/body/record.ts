// The fields of a record, in the order people are asked for them: CERFA 12156,
// blocks 1 to 4. What is wrong with a value is told by the server.

export type Ask = { path: string; label: string; hint?: string } & ({ kind: "text" | "day" | "yes" | "lines" } | { kind: "choice"; options: { value: string; label: string }[] });

export interface Section {
  title: string;
  asks: Ask[];
}

const text = (path: string, label: string, hint?: string): Ask => ({ path, label, kind: "text", ...(hint ? { hint } : {}) });
const yes = (path: string, label: string): Ask => ({ path, label, kind: "yes" });

/** Alsace and Moselle have a register of their own; New Caledonia and Polynesia their own numbers. */
export function sectionsOf({ kind, departement, postalCode, today }: { kind: string; departement: string; postalCode: string; today: string }): Section[] {
  // Where the seat is; until its address is told, where its préfecture is.
  const seat = /^\d{5}$/.test(postalCode) ? postalCode.slice(0, postalCode.startsWith("9") && postalCode >= "97000" ? 3 : 2) : departement;
  const association = kind === "association";
  const local = association && ["57", "67", "68"].includes(seat);
  const year = Number(today.slice(0, 4)) - 1;
  return [
    {
      title: "Identité",
      asks: [
        text("acronym", "Sigle"),
        text("website", "Site internet"),
        text("legal_category", "Catégorie juridique", "Code INSEE à 4 chiffres, s’il est connu"),
        ...(association && !local ? [text("rna", "Numéro RNA", "W suivi de 9 chiffres, sur le récépissé de la préfecture")] : []),
        ...(local
          ? [
              text("local_register.number", "Registre des associations\u00a0: numéro"),
              { path: "local_register.on", label: "Date d’inscription", kind: "day" } as const,
              text("local_register.volume", "Volume"),
              text("local_register.folio", "Folio"),
              text("local_register.court", "Tribunal"),
            ]
          : []),
        ...(seat === "988" ? [text("ridet", "Numéro RIDET")] : []),
        ...(seat === "987" ? [text("tahiti", "Numéro Tahiti")] : []),
      ],
    },
    {
      title: "Adresse du siège",
      asks: [
        text("address.line", "Adresse"),
        text("address.postal_code", "Code postal"),
        text("address.commune", "Commune"),
        text("address.commune_code", "Code INSEE de la commune", "5 caractères, s’il est connu"),
        text("address.delegated_commune", "Commune déléguée", "S’il y en a une"),
      ],
    },
    {
      title: "Adresse de correspondance, si elle est différente",
      asks: [text("mail.line", "Adresse de correspondance"), text("mail.postal_code", "Code postal de correspondance"), text("mail.commune", "Commune de correspondance")],
    },
    {
      title: "Relations avec l’administration",
      asks: [
        ...(association || kind === "foundation"
          ? [yes("public_utility", "Reconnue d’utilité publique"), { path: "public_utility_on", label: "Date de publication au Journal officiel", kind: "day" } as const]
          : []),
        yes("commercial_taxes", "Assujettie aux impôts commerciaux"),
        yes("esus", "Agréée entreprise solidaire d’utilité sociale (ESUS)"),
        ...(association ? [yes("charter", "A souscrit à la Charte des engagements réciproques")] : []),
        {
          path: "public_aid_bracket",
          label: "Total des aides publiques sur les trois derniers exercices",
          kind: "choice",
          options: [
            { value: "", label: "À choisir" },
            { value: "up_to_500k", label: "500 000\u00a0€ ou moins" },
            { value: "over_500k", label: "Plus de 500 000\u00a0€" },
          ],
        },
      ],
    },
    {
      title: "Réseaux et adhérents",
      asks: [
        { path: "networks", label: "Réseaux, unions ou fédérations", kind: "lines", hint: "Un nom complet par ligne" },
        yes("has_legal_members", "Des personnes morales sont adhérentes"),
        { path: "legal_members", label: "Personnes morales adhérentes", kind: "lines", hint: "Un nom par ligne" },
      ],
    },
    {
      title: `Moyens humains au 31 décembre ${year}`,
      asks: [
        text(`staff.${year}.volunteers`, "Bénévoles"),
        text(`staff.${year}.civic`, "Volontaires (service civique)"),
        text(`staff.${year}.employees`, "Salariés"),
        text(`staff.${year}.aided`, "dont emplois aidés"),
        text(`staff.${year}.fte`, "Salariés en équivalent temps plein travaillé", "Deux décimales au plus"),
        text(`staff.${year}.lent`, "Personnes mises à disposition par une autorité publique"),
        text(`staff.${year}.members`, "Adhérents"),
      ],
    },
  ];
}

/** The marks of the rows of approvals that hold something. */
export function approvalsOf(paths: string[], text: (path: string) => string): string[] {
  const marks = paths.flatMap((path) => /^approvals\.([^.]+)\./.exec(path)?.[1] ?? []);
  return [...new Set(marks)].filter((mark) => ["type", "by", "on"].some((part) => text(`approvals.${mark}.${part}`) !== "")).sort();
}
