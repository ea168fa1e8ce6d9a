// The pieces of a file or of a body: read, send with its progress, remove, put
// back. The browser computes the hash of what it sends, and the program checks
// it: what arrived is what left.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, Refusal, take } from "../api/client";
import type { components } from "../api/schema";
import type { Problem } from "../api/shapes";

export type Piece = components["schemas"]["Attachment"];
export type Pieces = components["schemas"]["Attachments"];
export type SubjectKind = "application" | "organisation" | "report";

export interface Subject {
  kind: SubjectKind;
  id: string;
}

const SCAN_AGAIN = 3000; // milliseconds between two looks while a scan is awaited

const keyOf = (subject: Subject) => ["attachments", subject.kind, subject.id];

export function usePieces(subject: Subject) {
  return useQuery({
    queryKey: keyOf(subject),
    queryFn: () => take(api.GET("/attachments", { params: { query: { subject_kind: subject.kind, subject: subject.id } } })),
    refetchInterval: (query) => (query.state.data?.items.some((one) => one.scan_state === "pending" && !one.removed_at) ? SCAN_AGAIN : false),
  });
}

/** Removes a piece, or puts it back. */
export function useMark(subject: Subject) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, removed }: { id: string; removed: boolean }) => {
      const params = { params: { path: { id } } };
      return take(removed ? api.DELETE("/attachments/{id}", params) : api.POST("/attachments/{id}/restoration", params));
    },
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(subject) }),
  });
}

/** One file on its way, or refused. */
export interface Sending {
  key: number;
  document: string;
  file: File;
  /** Between 0 and 1; null while it waits its turn. */
  sent: number | null;
  error?: string;
}

/** Sends files one after the other, and tells where each one is. */
export function useSendings(subject: Subject, sizeMax: number | undefined) {
  const client = useQueryClient();
  const [sendings, setSendings] = useState<Sending[]>([]);
  const last = useRef(0);
  const turn = useRef(Promise.resolve());
  const stops = useRef(new Map<number, AbortController>());
  useEffect(() => {
    const all = stops.current;
    return () => all.forEach((stop) => stop.abort());
  }, []);

  const change = useCallback((key: number, what: Partial<Sending>) => setSendings((all) => all.map((one) => (one.key === key ? { ...one, ...what } : one))), []);
  const drop = useCallback((key: number) => {
    stops.current.get(key)?.abort();
    stops.current.delete(key);
    setSendings((all) => all.filter((one) => one.key !== key));
  }, []);

  const start = useCallback(
    (sending: Sending) => {
      const { key, file, document } = sending;
      if (sizeMax !== undefined && file.size > sizeMax) {
        change(key, { error: `« ${file.name} » : ${size(file.size)} ; attendu : ${size(sizeMax)} au plus.` });
        return;
      }
      const stop = new AbortController();
      stops.current.set(key, stop);
      change(key, { sent: null, error: undefined });
      turn.current = turn.current.then(async () => {
        if (stop.signal.aborted) return;
        try {
          await send(subject, document, file, stop.signal, (sent) => change(key, { sent }));
          await client.invalidateQueries({ queryKey: keyOf(subject) });
          drop(key);
        } catch (error) {
          if (!stop.signal.aborted) change(key, { error: error instanceof Error ? error.message : "Cette pièce n’a pas pu être envoyée." });
        }
      });
    },
    [change, client, drop, sizeMax, subject],
  );

  const add = useCallback(
    (document: string, files: Iterable<File>) => {
      for (const file of files) {
        const sending: Sending = { key: ++last.current, document, file, sent: null };
        setSendings((all) => [...all, sending]);
        start(sending);
      }
    },
    [start],
  );
  return { sendings, add, retry: start, drop };
}

/** Sends one file. XMLHttpRequest is what tells how much has left. */
async function send(subject: Subject, document: string, file: File, signal: AbortSignal, progress: (sent: number) => void): Promise<void> {
  const form = new FormData();
  form.set("subject_kind", subject.kind);
  form.set("subject_id", subject.id);
  form.set("document", document);
  const sha256 = await hashOf(file);
  if (sha256) form.set("sha256", sha256);
  form.set("file", file);
  await new Promise<void>((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/attachments");
    request.setRequestHeader("Accept", "application/json, application/problem+json");
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => (request.status === 201 ? done() : failed(new Refusal(problemIn(request.responseText), request.status)));
    request.onerror = () => failed(new Refusal({ code: "link.down" }, 0));
    request.onabort = () => failed(new DOMException("", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    progress(0);
    request.send(form);
  });
}

function problemIn(text: string): Problem {
  try {
    const told: unknown = JSON.parse(text);
    return typeof told === "object" && told !== null ? told : {};
  } catch {
    return {};
  }
}

/** The SHA-256 of a file, or nothing where the browser does not compute it (a page without TLS). */
async function hashOf(file: File): Promise<string | undefined> {
  try {
    const sum = await crypto.subtle.digest("SHA-256", new Uint8Array(await file.arrayBuffer()));
    return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return undefined;
  }
}

const tenths = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });

/** A size as people read it: « 1,4 Mo ». */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes}\u00a0octets`;
  return bytes < 1 << 20 ? `${tenths.format(bytes / 1024)}\u00a0Ko` : `${tenths.format(bytes / (1 << 20))}\u00a0Mo`;
}
