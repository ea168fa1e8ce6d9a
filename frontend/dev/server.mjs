// The fixture server: answers /api/v1 from memory, and serves the build under
// the same policy as the program. For work on the pages only.
//
//   npm run build && npm run fixtures     the built pages, on 127.0.0.1:5199
//   npm run fixtures & npm run dev        the pages as one edits them
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { accounts, campaigns, funders, ledgerEntries, ledgerTotal, meOf, newWorld, strategy, today } from "./fixtures.mjs";

const port = Number(process.env.PORT ?? 5199);
const dist = new URL("../dist", import.meta.url).pathname;
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

const cents = (wire) => Math.round(Number(wire ?? 0) * 100);
const wire = (value) => `${value < 0 ? "-" : ""}${Math.floor(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, "0")}`;
const total = (values) => wire(values.reduce((sum, value) => sum + cents(value), 0));

class Problem extends Error {
  constructor(status, code, detail, more = {}) {
    super(detail);
    this.body = { type: "about:blank", title: "Refusé", status, code, detail, ...more };
  }
}
const unknown = () => new Problem(404, "page.unknown", "Cette page n’existe pas, ou votre rôle ne permet pas de la voir.");

// One world per browser session, so that two tests never meet.
const worlds = new Map();

function rate(file) {
  const aid = cents(file.plan.other_public_euros) + file.plan.requests.reduce((sum, one) => sum + cents(one.decision?.amount_euros ?? one.proposed_euros ?? one.requested_euros), 0);
  return wire(Math.round((aid * 10000) / cents(file.plan.final_cost_euros ?? file.plan.cost_euros)));
}

function rowOf(file) {
  const decided = file.plan.requests.filter((one) => one.decision);
  const share = rate(file);
  return {
    id: file.id, number: file.number, code: file.code, title: file.title, applicant: file.applicant, state: file.state, state_label: file.state_label,
    cost_euros: file.plan.cost_euros,
    requested_euros: total(file.plan.requests.map((one) => one.requested_euros)),
    decided_euros: decided.length ? total(decided.map((one) => one.decision.amount_euros)) : null,
    public_share_percent: share,
    alerts: cents(share) > 8000 ? [{ code: "rule.public_share", message: `Le taux d’aides publiques atteint ${share.replace(".", ",")} %, pour un plafond de 80,00 %. Une décision au-dessus du plafond demande une dérogation motivée.`, law: "règlement de l’appel à projets 2027, article 4" }] : [],
    submitted_at: file.submitted_at,
  };
}

function fileOf(file, me) {
  const next = { draft: ["submit"], submitted: ["admit", "request-documents", "reject"], admissible: ["review", "dismiss"], under_review: ["review", "dismiss"], reviewed: ["schedule"], examined: ["decide"] }[file.state] ?? [];
  const may = { applicant: ["submit"], reviewer: ["admit", "reject", "request-documents", "review", "schedule", "dismiss"], prefect: ["decide"], department_council: ["decide"] }[me.role] ?? [];
  return { ...file, ...rowOf(file), actions: next.filter((action) => may.includes(action)) };
}

function gridOf(world, me) {
  const shown = world.applications.filter((one) => !["draft", "submitted", "incomplete"].includes(one.state));
  const may = (one) => one.decision === null && (me.role === "reviewer" || me.role === "cabinet_director" || me.funder === one.funder.code);
  return {
    read_only_reason: ["reviewer", "cabinet_director"].includes(me.role) || me.funder ? "" : "Lecture seule : votre rôle ne propose pas de montants.",
    funders: funders.map((one) => {
      const lines = shown.flatMap((file) => file.plan.requests).filter((line) => line.funder.code === one.code && line.decision);
      const decided = total(lines.map((line) => line.decision.amount_euros));
      return { code: one.code, name: one.name, kind: one.kind, envelope_euros: wire(one.envelope * 100), decided_euros: decided, remaining_euros: wire(one.envelope * 100 - cents(decided)) };
    }),
    rows: shown.map((file) => ({
      application: { id: file.id, code: file.code, title: file.title, applicant: file.applicant.name, state: file.state },
      cost_euros: file.plan.cost_euros, final_cost_euros: file.plan.final_cost_euros, own_euros: file.plan.own_euros, other_public_euros: file.plan.other_public_euros,
      public_share_percent: rate(file), ceiling_percent: "80.00",
      cells: Object.fromEntries(file.plan.requests.map((one) => [one.funder.code, { request_id: one.id, requested_euros: one.requested_euros, proposed_euros: one.proposed_euros, decided_euros: one.decision?.amount_euros ?? null, state: one.decision?.outcome ?? "pending", editable: may(one) }])),
    })),
  };
}

function sessionOf(session, me) {
  const voting = session.seats.filter((seat) => seat.voting);
  const present = voting.filter((seat) => seat.present).length;
  const secretary = ["reviewer", "cabinet_director"].includes(me.role);
  const actions = !secretary ? [] : session.state === "open" ? ["close", "attendance", "open-item"] : session.state === "convened" ? ["open", "attendance"] : [];
  return {
    ...session,
    quorum: { present, seats: voting.length, needed: 4, met: present >= 4 },
    actions,
    items: session.items.map(({ recusals, ...item }) => {
      const tally = { for: 0, against: 0, abstain: 0, recused: 0 };
      for (const ballot of item.ballots) tally[ballot.vote]++;
      const seat = me.role === "cabinet_director" ? "FIPD" : (me.funder ?? null);
      return { ...item, tally, my_seat: seat, my_vote: item.ballots.find((one) => one.seat === seat)?.vote ?? null, my_recusal: recusals[seat] ?? null };
    }),
  };
}

function minutesOf(world, session) {
  const files = new Map(world.applications.map((one) => [one.id, one]));
  return {
    title: `Procès-verbal de la séance n° ${session.number}`,
    reference: `PV-2027-99-${session.number}`,
    on: session.on,
    place: session.place,
    sections: [
      { heading: "Ouverture et quorum", amounts: [], paragraphs: ["La séance est ouverte à 14 h 00 sous la présidence du directeur de cabinet.", "Cinq sièges sur six sont présents ; le quorum de quatre est atteint. La vice-procureure siège avec voix consultative."] },
      ...session.items.map((item) => ({
        heading: `${item.application.code}. ${item.application.title}`,
        paragraphs: [`Le dossier de ${item.application.applicant} est présenté par l’instructrice.`, "Le comité donne un avis favorable par cinq voix pour et une abstention. Aucun déport n’est déclaré."],
        amounts: files.get(item.application.id).plan.requests.map((one) => ({ funder: one.funder.code, requested_euros: one.requested_euros, proposed_euros: one.proposed_euros })),
      })),
      { heading: "Clôture", amounts: [], paragraphs: ["L’ordre du jour étant épuisé, la séance est levée à 16 h 35."] },
    ],
  };
}

function campaignsOf(world) {
  const rows = world.applications.map(rowOf);
  return campaigns.map((one) => (one.applications ? one : { ...one, applications: rows.length, requested_euros: total(rows.map((row) => row.requested_euros)), decided_euros: total(rows.map((row) => row.decided_euros)) }));
}

function envelopesOf(world) {
  return funders.map(({ envelope, ...funder }) => {
    const lines = world.applications.flatMap((file) => file.plan.requests).filter((line) => line.funder.code === funder.code);
    const decided = total(lines.map((line) => line.decision?.amount_euros));
    return {
      funder, envelope_euros: wire(envelope * 100), requested_euros: total(lines.map((line) => line.requested_euros)), decided_euros: decided,
      committed_euros: total(lines.filter((line) => line.commitment).map((line) => line.decision.amount_euros)), paid_euros: total(lines.map((line) => line.paid_euros)), remaining_euros: wire(envelope * 100 - cents(decided)),
    };
  });
}

function propose(world, id, { amount_euros }) {
  const line = world.applications.flatMap((file) => file.plan.requests).find((one) => one.id === id);
  if (!line) throw unknown();
  if (!/^\d+\.\d{2}$/.test(amount_euros)) throw new Problem(422, "money.malformed", `Le montant « ${amount_euros} » est illisible.`, { field: "amount_euros" });
  if (cents(amount_euros) > cents(line.requested_euros)) {
    throw new Problem(422, "cofunding.above_request", `Le montant proposé dépasse le montant demandé, ${line.requested_euros.replace(".", ",")} €. Réduisez-le.`, { field: "amount_euros", law: "règlement de l’appel à projets 2027, article 6" });
  }
  const funder = funders.find((one) => one.code === line.funder.code);
  const others = world.applications.flatMap((file) => file.plan.requests).filter((one) => one.funder.code === funder.code && one.id !== id);
  const left = funder.envelope * 100 - others.reduce((sum, one) => sum + cents(one.decision?.amount_euros ?? one.proposed_euros), 0);
  if (cents(amount_euros) > left) throw new Problem(409, "funding.insufficient", `Crédits insuffisants sur l’enveloppe ${funder.code} : ${wire(left).replace(".", ",")} € disponibles. Réduisez ce montant ou minorez une autre ligne.`);
  line.proposed_euros = amount_euros;
  return { request_id: id, requested_euros: line.requested_euros, proposed_euros: amount_euros, decided_euros: null, state: "pending", editable: true };
}

const moves = { submit: ["submitted", "Déposé"], admit: ["admissible", "Recevable"], review: ["reviewed", "Instruit"], schedule: ["ready", "Inscriptible"], reject: ["inadmissible", "Non recevable"], dismiss: ["dismissed", "Classé sans suite"], "request-documents": ["incomplete", "Pièces demandées"] };

function answer(method, path, query, body, state) {
  const { world } = state;
  const route = `${method} ${path}`;
  if (route === "GET /demonstration") return { demonstration: true, today, accounts };
  if (route === "POST /session") {
    const account = accounts.find((one) => one.id === body.account);
    if (!account) throw new Problem(401, "session.unknown", "Ce compte est inconnu, ou le mot de passe est inexact.");
    state.me = meOf(account);
    return state.me;
  }
  if (route === "DELETE /session") {
    state.me = null;
    return {};
  }
  if (!state.me) throw new Problem(401, "session.none", "Connectez-vous pour continuer.");
  const { me } = state;
  if (route === "GET /session") return me;
  if (route === "GET /campaigns") return { items: campaignsOf(world) };
  if (route === "GET /strategy") return { items: strategy };
  if (route === "GET /imports") return { items: world.imports };
  if (route === "POST /imports") {
    const report = { ...world.imports[0], id: `m-${world.imports.length + 1}`, file: "extraction.xlsx", taken: 0, read: 1248, refused: 0, amount_euros: "0.00", anomalies: 0, refusals: [] };
    world.imports.unshift(report);
    return report;
  }
  if (route === "GET /ledger") {
    const from = Number(query.get("after") || ledgerTotal);
    const many = Math.min(50, from);
    return { items: ledgerEntries(from, many), next: from > many ? String(from - many) : "", totals: { count: ledgerTotal, amount_euros: "2871450.25" } };
  }
  if (route === "GET /applications") return listOf(world, query, me);
  if (route === "GET /committee-sessions") {
    return { items: world.sessions.map((one) => ({ ...sessionOf(one, me), examined: one.items.filter((item) => item.opinion).length, applications: one.items.length })) };
  }
  const parts = path.split("/").slice(1);
  if (parts[0] === "campaigns" && parts[2] === "envelopes") return { items: envelopesOf(world) };
  if (parts[0] === "campaigns" && parts[2] === "grid") return gridOf(world, me);
  if (parts[0] === "requests" && parts[2] === "proposal") return propose(world, parts[1], body);
  if (parts[0] === "requests" && parts[2] === "decision") {
    const file = world.applications.find((one) => one.plan.requests.some((line) => line.id === parts[1]));
    const line = file?.plan.requests.find((one) => one.id === parts[1]);
    if (!line) throw unknown();
    line.decision = { outcome: body.outcome, amount_euros: body.amount_euros, reason: body.reason ?? "", derogation_reason: body.derogation_reason ?? "", deliberation: body.deliberation ?? "", on: today, by: me.name };
    return fileOf(file, me);
  }
  if (parts[0] === "applications") {
    const file = world.applications.find((one) => one.id === parts[1]);
    if (!file) throw unknown();
    if (parts[2]) [file.state, file.state_label] = moves[parts[2]] ?? [file.state, file.state_label];
    return fileOf(file, me);
  }
  if (parts[0] === "committee-sessions") return meeting(world, parts, body, me);
  throw unknown();
}

function listOf(world, query, me) {
  const q = (query.get("q") ?? "").toLowerCase();
  const mine = world.applications.filter((one) => me.role !== "applicant" || one.applicant.name === me.organisation);
  const matching = mine.filter((one) => !q || [one.title, one.code, one.number, one.applicant.name, one.applicant.siret].join(" ").toLowerCase().includes(q)).filter((one) => !query.get("funder") || one.plan.requests.some((line) => line.funder.code === query.get("funder")));
  const counts = {};
  for (const one of matching) counts[one.state] = (counts[one.state] ?? 0) + 1;
  const items = matching.filter((one) => !query.get("state") || one.state === query.get("state"));
  return { items: items.map(rowOf), next: "", total: items.length, counts };
}

function meeting(world, [, id, verb, itemId, itemVerb], body, me) {
  const session = world.sessions.find((one) => one.id === id);
  if (!session) throw unknown();
  const item = session.items.find((one) => one.id === itemId);
  if (verb === "minutes") return minutesOf(world, session);
  if (verb === "opening") session.state = "open";
  if (verb === "closing") session.state = "closed";
  if (verb === "attendance") session.seats.find((seat) => seat.code === body.seat).present = body.present;
  const seat = me.role === "cabinet_director" ? "FIPD" : me.funder;
  if (itemVerb === "opening") item.state = "open";
  if (itemVerb === "ballot") item.ballots = [...item.ballots.filter((one) => one.seat !== seat), { seat, vote: body.vote }];
  if (itemVerb === "recusal") {
    item.recusals[seat] = body.reason;
    item.ballots = [...item.ballots.filter((one) => one.seat !== seat), { seat, vote: "recused" }];
  }
  if (itemVerb === "closing") {
    const votes = (vote) => item.ballots.filter((one) => one.vote === vote).length;
    item.state = "closed";
    item.opinion = votes("for") > votes("against") ? "favourable" : votes("for") === votes("against") ? "tied" : "unfavourable";
  }
  return sessionOf(session, me);
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return request.headers["content-type"]?.startsWith("application/json") && text ? JSON.parse(text) : {};
}

function stateOf(request, response) {
  let id = /fixture=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
  if (!id || !worlds.has(id)) {
    id = Math.random().toString(36).slice(2);
    worlds.set(id, { world: newWorld(), me: null });
    response.setHeader("Set-Cookie", `fixture=${id}; Path=/; HttpOnly; SameSite=Strict`);
  }
  return worlds.get(id);
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://local");
  response.setHeader("Content-Security-Policy", policy);
  response.setHeader("X-Content-Type-Options", "nosniff");
  if (url.pathname === "/api/v1/ledger.csv") {
    response.setHeader("Content-Type", "text/csv; charset=utf-8");
    response.setHeader("Content-Disposition", 'attachment; filename="grand-livre.csv"');
    response.end(["seq;debit;credit;amount_euros", ...ledgerEntries(ledgerTotal, ledgerTotal).map((one) => [one.seq, one.debit, one.credit, one.amount_euros].join(";"))].join("\n"));
    return;
  }
  if (url.pathname.startsWith("/api/v1/")) {
    const state = stateOf(request, response);
    try {
      const data = answer(request.method, url.pathname.slice("/api/v1".length), url.searchParams, await bodyOf(request), state);
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(data));
    } catch (error) {
      const problem = error instanceof Problem ? error.body : { status: 500, code: "fixture.broken", detail: String(error) };
      response.writeHead(problem.status, { "Content-Type": "application/problem+json" });
      response.end(JSON.stringify(problem));
    }
    return;
  }
  let path = join(dist, normalize(url.pathname));
  if (!existsSync(path) || statSync(path).isDirectory()) {
    if (url.pathname.startsWith("/assets/") || extname(url.pathname)) {
      response.writeHead(404).end();
      return;
    }
    path = join(dist, "index.html");
  }
  response.setHeader("Content-Type", types[extname(path)] ?? "application/octet-stream");
  createReadStream(path).pipe(response);
});

server.listen(port, "127.0.0.1", () => console.log(`Jeu d’essai sur http://127.0.0.1:${port}`));
