// What the contract calls its shapes, under the names the pages use. The
// contract itself is generated: schema.ts.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type AgendaItem = Schemas["Item"];
export type ApplicationFile = Schemas["File"];
export type ApplicationRow = Schemas["Line"];
export type Account = Schemas["DemonstrationAccount"];
export type Campaign = Schemas["Campaign"];
export type CommitteeSession = Schemas["Session"];
export type DecisionDraft = Schemas["DecisionInputBody"];
export type Envelope = Schemas["Envelope"];
export type FundingRequest = Schemas["RequestLine"];
export type Funder = Schemas["Funder"];
export type Grid = Schemas["Grid"];
export type GridCell = Schemas["GridCell"];
export type GridRow = Schemas["GridRow"];
export type ImportReport = Schemas["Import"];
export type ImportAnomaly = Schemas["ImportAnomaly"];
export type LedgerEntry = Schemas["LedgerEntry"];
export type Me = Schemas["Me"];
export type Measure = Schemas["Measure"];
export type Message = Schemas["Message"];
export type PastGrant = Schemas["PastGrant"];
export type Payment = Schemas["Payment"];
export type Problem = Partial<Schemas["Problem"]>;
export type Seat = Schemas["Seat"];
export type SessionRow = Schemas["SessionLine"];
export type Tally = Schemas["Tally"];
export type Task = Schemas["Task"];
export type Vote = Schemas["BallotInputBody"]["vote"];
