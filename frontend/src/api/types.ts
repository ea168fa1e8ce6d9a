// The contract of /api/v1 as the pages read it. Amounts and percentages are
// decimal strings ("12400.00", "80.05"); dates are ISO.

export type Euros = string;
export type Percent = string;
export type Day = string;
export type Moment = string;

export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  code?: string;
  detail?: string;
  field?: string;
  law?: string;
}

export interface Account {
  id: string;
  name: string;
  role: string;
  role_label: string;
  organisation: string;
  what_to_do: string;
}

export interface Demonstration {
  demonstration: boolean;
  today: Day;
  accounts: Account[];
}

export interface Me {
  id: string;
  name: string;
  role: string;
  role_label: string;
  organisation?: string;
  funder?: string;
  departement: string;
  rights: string[];
  demonstration: boolean;
  today: Day;
}

export interface Campaign {
  id: string;
  year: number;
  title: string;
  departement: string;
  state: string;
  opens_on: Day;
  closes_at: Moment;
  public_share_ceiling_percent: Percent;
  applications: number;
  requested_euros: Euros;
  decided_euros: Euros;
}

export interface Funder {
  code: string;
  name: string;
  kind: string;
  programme_action?: string;
}

export interface Envelope {
  funder: Funder;
  envelope_euros: Euros;
  requested_euros: Euros;
  decided_euros: Euros;
  committed_euros: Euros;
  paid_euros: Euros;
  remaining_euros: Euros;
}

export interface Alert {
  code: string;
  message: string;
  law?: string;
}

export interface Applicant {
  name: string;
  siret: string;
  kind: string;
}

export interface ApplicationRow {
  id: string;
  number: string;
  code: string;
  title: string;
  applicant: Applicant;
  state: string;
  state_label: string;
  cost_euros: Euros;
  requested_euros: Euros;
  decided_euros: Euros | null;
  public_share_percent: Percent;
  alerts: Alert[];
  submitted_at: Moment | null;
}

export interface ApplicationPage {
  items: ApplicationRow[];
  next: string;
  total: number;
  counts: Record<string, number>;
}

export interface Decision {
  outcome: string;
  amount_euros: Euros;
  reason: string;
  derogation_reason: string;
  deliberation: string;
  on: Day;
  by: string;
}

export interface FundingRequest {
  id: string;
  funder: Funder;
  requested_euros: Euros;
  proposed_euros: Euros | null;
  announced_euros: Euros | null;
  decision: Decision | null;
  act: { number: string; kind: string; signed_on: Day | null; notified_on: Day | null } | null;
  commitment: { ej: string; ej_line: string; on: Day } | null;
  paid_euros: Euros;
  due_euros: Euros | null;
  recovery_euros: Euros | null;
}

export interface Plan {
  cost_euros: Euros;
  own_euros: Euros;
  other_public_euros: Euros;
  final_cost_euros: Euros | null;
  requests: FundingRequest[];
}

export interface JournalEntry {
  at: Moment;
  actor: string;
  act: string;
  label: string;
  detail: string;
}

export interface PastGrant {
  year: number;
  allocator: string;
  object: string;
  amount_euros: Euros;
}

export interface Payment {
  on: Day;
  exercice: number;
  ej: string;
  dp: string;
  amount_euros: Euros;
  anomalies: string[];
}

export interface Tally {
  for: number;
  against: number;
  abstain: number;
  recused: number;
}

export interface ApplicationFile extends ApplicationRow {
  measures: { number: number; title: string; principal: boolean }[];
  plan: Plan;
  opinion: { outcome: string; session: { id: string; number: number; on: Day }; tally: Tally } | null;
  journal: JournalEntry[];
  history: PastGrant[];
  payments: Payment[];
  report: { filed_on: Day; realised_euros: Euros; state: string } | null;
  actions: string[];
}

export interface GridFunder {
  code: string;
  name: string;
  kind: string;
  envelope_euros: Euros;
  decided_euros: Euros;
  remaining_euros: Euros;
}

export interface GridCell {
  request_id: string;
  requested_euros: Euros;
  proposed_euros: Euros | null;
  decided_euros: Euros | null;
  state: string;
  /** May this person write a proposal here, now? */
  editable: boolean;
}

export interface GridRow {
  application: { id: string; code: string; title: string; applicant: string; state: string };
  cost_euros: Euros;
  final_cost_euros: Euros | null;
  own_euros: Euros;
  other_public_euros: Euros;
  public_share_percent: Percent;
  ceiling_percent: Percent;
  cells: Record<string, GridCell>;
}

export interface Grid {
  /** Why nothing can be written, when nothing can. */
  read_only_reason: string;
  funders: GridFunder[];
  rows: GridRow[];
}

export type Vote = "for" | "against" | "abstain";

export interface Quorum {
  present: number;
  seats: number;
  needed: number;
  met: boolean;
}

export interface SessionRow {
  id: string;
  number: number;
  on: Day;
  convened_on: Day;
  place: string;
  state: string;
  quorum: Quorum;
  examined: number;
  applications: number;
}

export interface Seat {
  code: string;
  voting: boolean;
  present: boolean;
  member: string;
}

export interface AgendaItem {
  id: string;
  application: { id: string; code: string; title: string; applicant: string };
  state: string;
  presiding: string;
  ballots: { seat: string; vote: string }[];
  tally: Tally;
  opinion: string | null;
  my_seat: string | null;
  my_vote: string | null;
  my_recusal: string | null;
}

export interface CommitteeSession {
  id: string;
  number: number;
  on: Day;
  convened_on: Day;
  place: string;
  state: string;
  quorum: Quorum;
  chair: string;
  seats: Seat[];
  items: AgendaItem[];
  actions: string[];
}

export interface Minutes {
  title: string;
  reference: string;
  on: Day;
  place: string;
  sections: { heading: string; paragraphs: string[]; amounts: { funder: string; requested_euros: Euros; proposed_euros: Euros | null }[] }[];
}

export interface LedgerEntry {
  seq: number;
  at: Moment;
  debit: string;
  credit: string;
  amount_euros: Euros;
  reason: string;
  actor: string;
  hash: string;
}

export interface LedgerPage {
  items: LedgerEntry[];
  next: string;
  totals: { count: number; amount_euros: Euros };
}

export interface ImportReport {
  id: string;
  kind: string;
  kind_label: string;
  file: string;
  at: Moment;
  actor: string;
  read: number;
  taken: number;
  refused: number;
  amount_euros: Euros;
  anomalies: number;
  understood: { header: string; field: string }[];
  refusals: { line: number; column: string; value: string; reason: string }[];
}

export interface Measure {
  axis: number;
  number: number;
  title: string;
  actions: { code: string; text: string; leads: string[] }[];
}

// What openapi-fetch needs to type each call, until the generated schema
// replaces this list.
interface Answers<Out> {
  200: { headers: Record<string, unknown>; content: { "application/json": Out } };
  default: { headers: Record<string, unknown>; content: { "application/problem+json": Problem } };
}
interface Ask<Out, Query = never> {
  parameters: { query?: [Query] extends [never] ? never : Query; path?: never; header?: never; cookie?: never };
  requestBody?: never;
  responses: Answers<Out>;
}
interface Tell<Out, Body> {
  parameters: { query?: never; path?: never; header?: never; cookie?: never };
  requestBody: { content: { "application/json": Body } };
  responses: Answers<Out>;
}
interface One<Out, Path> {
  parameters: { query?: never; path: Path; header?: never; cookie?: never };
  requestBody?: never;
  responses: Answers<Out>;
}
interface Act<Out, Path, Body> {
  parameters: { query?: never; path: Path; header?: never; cookie?: never };
  requestBody: { content: { "application/json": Body } };
  responses: Answers<Out>;
}
interface Id {
  id: string;
}

export interface DecisionDraft {
  outcome: "awarded" | "refused";
  amount_euros: Euros;
  reason?: string;
  derogation_reason?: string;
  deliberation?: string;
}

export interface paths {
  "/demonstration": { get: Ask<Demonstration> };
  "/session": {
    get: Ask<Me>;
    post: Tell<Me, { account?: string; email?: string; password?: string }>;
    delete: Ask<Record<string, never>>;
  };
  "/campaigns": { get: Ask<{ items: Campaign[] }> };
  "/campaigns/{id}/envelopes": { get: One<{ items: Envelope[] }, Id> };
  "/campaigns/{id}/grid": { get: One<Grid, Id> };
  "/applications": { get: Ask<ApplicationPage, { campaign?: string; state?: string; q?: string; after?: string; funder?: string }> };
  "/applications/{id}": { get: One<ApplicationFile, Id> };
  "/applications/{id}/{action}": { post: Act<ApplicationFile, Id & { action: string }, { reason?: string }> };
  "/requests/{id}/proposal": { put: Act<GridCell, Id, { amount_euros: Euros; reason?: string }> };
  "/requests/{id}/decision": { post: Act<ApplicationFile, Id, DecisionDraft> };
  "/committee-sessions": { get: Ask<{ items: SessionRow[] }, { campaign?: string }> };
  "/committee-sessions/{id}": { get: One<CommitteeSession, Id> };
  "/committee-sessions/{id}/opening": { post: One<CommitteeSession, Id> };
  "/committee-sessions/{id}/closing": { post: One<CommitteeSession, Id> };
  "/committee-sessions/{id}/attendance": { post: Act<CommitteeSession, Id, { seat: string; present: boolean }> };
  "/committee-sessions/{id}/items/{item}/opening": { post: One<CommitteeSession, Id & { item: string }> };
  "/committee-sessions/{id}/items/{item}/closing": { post: One<CommitteeSession, Id & { item: string }> };
  "/committee-sessions/{id}/items/{item}/ballot": { post: Act<CommitteeSession, Id & { item: string }, { vote: Vote }> };
  "/committee-sessions/{id}/items/{item}/recusal": { post: Act<CommitteeSession, Id & { item: string }, { reason: string }> };
  "/committee-sessions/{id}/minutes": { get: One<Minutes, Id> };
  "/ledger": { get: Ask<LedgerPage, { account?: string; application?: string; funder?: string; after?: string; campaign?: string }> };
  "/imports": {
    get: Ask<{ items: ImportReport[] }>;
    post: { parameters: Ask<ImportReport>["parameters"]; requestBody: { content: { "multipart/form-data": { file: File; kind: string } } }; responses: Answers<ImportReport> };
  };
  "/strategy": { get: Ask<{ items: Measure[] }> };
}
