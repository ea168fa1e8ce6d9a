import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Toasts } from "../ui";
import { Attachments } from "./Attachments";
import { size, type Piece } from "./attachments";

// The client takes the browser's fetch when it is loaded: ours is there before.
const link = vi.hoisted(() => {
  const link = { answer: (request: Request): Promise<Response> => Promise.reject(new Error(`nobody answers ${request.url}`)) };
  globalThis.fetch = (request) => link.answer(request as Request);
  return link;
});

const aPiece = (more: Partial<Piece> = {}): Piece => ({
  id: "1",
  name: "statuts.pdf",
  document: "statutes",
  subject_kind: "application",
  subject_id: "f",
  size_bytes: 1_468_006,
  media_type: "application/pdf",
  sha256: "ab12cd34".padEnd(64, "0"),
  uploaded_by: "Anne",
  uploaded_at: "2027-03-12T12:00:00Z",
  scan_state: "clean",
  scan_label: "Aucun virus connu",
  acts: ["content", "removal"],
  ...more,
});

let pieces: Piece[] = [];
let mayAdd = true;
let asked: string[] = [];
/** What the program answers to a file, by its name: 201, or a problem. */
let answers: Record<string, { status: number; detail?: string }> = {};
let sent: FormData[] = [];

class FakeRequest {
  upload: { onprogress?: (event: ProgressEvent) => void } = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  status = 0;
  responseText = "";
  open(method: string, path: string) {
    asked.push(`${method} ${path}`);
  }
  setRequestHeader() {}
  abort() {
    this.onabort?.();
  }
  send(form: FormData) {
    sent.push(form);
    const name = (form.get("file") as File).name;
    const { status, detail } = answers[name] ?? { status: 201 };
    if (name === "jamais.pdf") {
      this.upload.onprogress?.(new ProgressEvent("progress", { lengthComputable: true, loaded: 1, total: 4 }));
      return;
    }
    if (status === 0) return this.onerror?.();
    if (status === 201) pieces = [...pieces, aPiece({ id: name, name, document: form.get("document") as string })];
    this.status = status;
    this.responseText = JSON.stringify({ detail });
    this.onload?.();
  }
}

beforeEach(() => {
  pieces = [];
  asked = [];
  sent = [];
  answers = {};
  mayAdd = true;
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  link.answer = (request) => {
    const path = new URL(request.url).pathname.replace("/api/v1", "");
    asked.push(`${request.method} ${path}`);
    const id = path.split("/")[2];
    if (request.method !== "GET") {
      const removed = request.method === "DELETE";
      pieces = pieces.map((one) => (one.id === id ? { ...one, removed_at: removed ? "2027-03-13T12:00:00Z" : undefined, acts: removed ? ["content", "restoration"] : ["content", "removal"] } : one));
      return Promise.resolve(Response.json(pieces.find((one) => one.id === id)));
    }
    return Promise.resolve(
      Response.json({ items: pieces, may_add: mayAdd, why: mayAdd ? undefined : "le dossier est déposé", size_max_bytes: 20 << 20, accepted: "PDF, PNG", scanned: true }),
    );
  };
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function show(readOnly = false) {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Toasts>
        <Attachments
          subjectKind="application"
          subjectId="f"
          documents={[{ code: "statutes", label: "Statuts", required: true, hint: "Tels que déclarés" }, { code: "rib", label: "RIB" }]}
          readOnly={readOnly}
        />
      </Toasts>
    </QueryClientProvider>,
  );
  await screen.findByRole("heading", { name: "Statuts" });
  return userEvent.setup();
}

const group = (name: string) => screen.getByRole("listitem", { name });
const file = (name: string, bytes = 3) => new File([new Uint8Array(bytes)], name);

describe("the pieces of a file", () => {
  it("says what is asked, what is joined and in which state", async () => {
    pieces = [aPiece(), aPiece({ id: "2", name: "malade.pdf", document: "photo", scan_state: "infected", scan_label: "Virus trouvé", acts: [], problem: "un virus a été trouvé" })];
    await show();
    expect(within(group("Statuts")).getByText("Jointe")).toBeTruthy();
    const link = within(group("Statuts")).getByRole("link", { name: "statuts.pdf" });
    expect(link.getAttribute("href")).toBe("/api/v1/attachments/1/content");
    expect(within(group("Statuts")).getByText("ab12cd34…")).toBeTruthy();
    expect(within(group("Statuts")).getByText("Aucun virus connu")).toBeTruthy();
    // An unknown document is among the others, and a virus is not to be opened.
    expect(within(group("Autres pièces")).queryByRole("link")).toBeNull();
    expect(within(group("Autres pièces")).getByText("Un virus a été trouvé.")).toBeTruthy();
    expect(within(group("Autres pièces")).queryByText("Jointe")).toBeNull();
  });

  it("asks for what is required", async () => {
    await show();
    expect(within(group("Statuts")).getByText("Obligatoire, à joindre")).toBeTruthy();
    expect(within(group("RIB")).queryByText("Obligatoire, à joindre")).toBeNull();
  });

  it("sends a chosen file under its document, with its hash", async () => {
    const user = await show();
    await user.upload(screen.getByLabelText(/Choisir des fichiers pour « Statuts »/), [file("a.pdf"), file("b.pdf")]);
    await screen.findByRole("link", { name: "b.pdf" });
    expect(sent.map((form) => [form.get("document"), form.get("subject_id"), (form.get("sha256") as string).length])).toEqual([
      ["statutes", "f", 64],
      ["statutes", "f", 64],
    ]);
    expect(within(group("Statuts")).getByText("2 fichiers joints")).toBeTruthy();
  });

  it("takes what is dropped on a document", async () => {
    await show();
    fireEvent.drop(group("RIB"), { dataTransfer: { files: [file("rib.pdf")] } });
    await waitFor(() => expect(within(group("RIB")).getByRole("link", { name: "rib.pdf" })).toBeTruthy());
  });

  it("keeps a refused file in sight with its reason, and sends it again", async () => {
    answers["page.html"] = { status: 400, detail: "« page.html » : une page web ; attendu : PDF" };
    const user = await show();
    await user.upload(screen.getByLabelText(/« RIB »/), file("page.html"));
    expect((await screen.findByRole("alert")).textContent).toContain("une page web");
    answers["page.html"] = { status: 0 };
    await user.click(screen.getByRole("button", { name: "Renvoyer page.html" }));
    await waitFor(() => expect(screen.getByRole("alert").textContent).toContain("Le serveur ne répond pas"));
    await user.click(screen.getByRole("button", { name: "Oublier page.html" }));
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("refuses what is too large before it leaves", async () => {
    const user = await show();
    const large = file("gros.pdf");
    Object.defineProperty(large, "size", { value: 21 << 20 });
    await user.upload(screen.getByLabelText(/« RIB »/), large);
    expect((await screen.findByRole("alert")).textContent).toContain("20\u00a0Mo au plus");
    expect(sent).toEqual([]);
  });

  it("shows the progress, and stops at a word", async () => {
    const user = await show();
    await user.upload(screen.getByLabelText(/« RIB »/), file("jamais.pdf"));
    expect(await screen.findByText("25 % envoyés")).toBeTruthy();
    expect(screen.getByRole("progressbar", { name: "Envoi de jamais.pdf" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /Interrompre/ }));
    expect(screen.queryByRole("progressbar")).toBeNull();
    // The next one does not wait for the one that was stopped.
    await user.upload(screen.getByLabelText(/« RIB »/), file("suite.pdf"));
    expect(await screen.findByRole("link", { name: "suite.pdf" })).toBeTruthy();
  });

  it("removes a piece and puts it back", async () => {
    pieces = [aPiece()];
    const user = await show();
    await user.click(screen.getByRole("button", { name: "Retirer statuts.pdf" }));
    await user.click(await screen.findByRole("button", { name: "Rétablir statuts.pdf" }));
    await screen.findByRole("button", { name: "Retirer statuts.pdf" });
    expect(asked.filter((one) => !one.startsWith("GET"))).toEqual(["DELETE /attachments/1", "POST /attachments/1/restoration"]);
  });

  it("offers nothing to who only reads, and says why to who may not add", async () => {
    pieces = [aPiece()];
    await show(true);
    expect(screen.queryByRole("button", { name: /Retirer/ })).toBeNull();
    expect(screen.queryByLabelText(/Choisir/)).toBeNull();
    cleanup();
    mayAdd = false;
    await show();
    expect(screen.getByText("Le dossier est déposé.")).toBeTruthy();
    expect(screen.queryByLabelText(/Choisir/)).toBeNull();
  });
});

it.each([
  [12, "12\u00a0octets"],
  [1536, "1,5\u00a0Ko"],
  [20 << 20, "20\u00a0Mo"],
])("%d bytes are read as %s", (bytes, text) => {
  expect(size(bytes)).toBe(text);
});
