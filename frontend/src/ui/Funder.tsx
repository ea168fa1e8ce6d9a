// A funder wears the same small square everywhere: its code keeps its colour.
const families: [prefix: string, name: string][] = [
  ["FIPD-D", "fipd-d"],
  ["FIPD-S", "fipd-s"],
  ["FIPD", "fipd-d"],
  ["MILDECA", "mildeca"],
  ["P147", "p147"],
  ["DILCRAH", "dilcrah"],
  ["DIHAL", "dihal"],
  ["CD", "cd"],
  ["EPCI", "epci"],
  ["CA", "epci"],
  ["CC", "epci"],
  ["CAF", "caf"],
  ["COM", "commune"],
];

/** The class that gives a funder its colour, e.g. "is-mildeca". */
export function funderClass(code: string): string {
  const exact = families.find(([prefix]) => prefix === code);
  const near = exact ?? families.find(([prefix]) => code.startsWith(`${prefix}-`));
  return near ? `is-${near[1]}` : "is-other";
}

export function FunderChip({ code, name }: { code: string; name?: string }) {
  return (
    <span className={`funder ${funderClass(code)}`} title={name && name !== code ? name : undefined}>
      {code}
    </span>
  );
}
