// Question of the part: what must be joined, what is, and is it safe?
import { useId, useMemo, useState, type DragEvent } from "react";
import { shortDate, timestamp } from "../dates";
import { Button, Icon, Loaded, Notice, State, useToast, type Tone } from "../ui";
import { size, useMark, usePieces, useSendings, type Piece, type Pieces, type Sending, type Subject, type SubjectKind } from "./attachments";
import "./attachment.css";

export interface Document {
  code: string;
  label: string;
  required?: boolean;
  hint?: string;
}

interface Props {
  subjectKind: SubjectKind;
  subjectId: string;
  /** The documents asked for; any other file goes under « Autres pièces ». */
  documents: Document[];
  readOnly?: boolean;
}

const others: Document = { code: "other", label: "Autres pièces" };

const tones: Record<Piece["scan_state"], Tone> = { clean: "success", infected: "danger", pending: "info", not_scanned: "neutral" };

/** A reason of the program as a sentence. */
const said = (reason: string) => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;

/** The pieces of a file or of a body, under the documents that are asked for. */
export function Attachments({ subjectKind, subjectId, documents, readOnly = false }: Props) {
  const subject = useMemo<Subject>(() => ({ kind: subjectKind, id: subjectId }), [subjectKind, subjectId]);
  const pieces = usePieces(subject);
  return (
    <Loaded query={pieces} lines={documents.length + 1}>
      {(data) => <List subject={subject} documents={documents} pieces={data} readOnly={readOnly} />}
    </Loaded>
  );
}

function List({ subject, documents, pieces, readOnly }: { subject: Subject; documents: Document[]; pieces: Pieces; readOnly: boolean }) {
  const { sendings, add, retry, drop } = useSendings(subject, pieces.size_max_bytes);
  const mayAdd = pieces.may_add && !readOnly;
  const known = documents.map((one) => one.code);
  const placed = (code: string) => (known.includes(code) ? code : others.code);
  const groups = known.includes(others.code) ? documents : [...documents, others];
  return (
    <div className="attachments">
      {mayAdd ? (
        <p className="muted">
          {pieces.accepted}, {size(pieces.size_max_bytes)} au plus par fichier. Déposez vos fichiers sur le document concerné, ou choisissez-les.
          {!pieces.scanned && " Aucun antivirus n’est configuré sur ce service\u00a0: les pièces ne sont pas analysées."}
        </p>
      ) : (
        !readOnly && pieces.why && <Notice>{said(pieces.why)}</Notice>
      )}
      <ul className="attachments__documents">
        {groups.map((document) => (
          <Group
            key={document.code}
            document={document}
            pieces={pieces.items.filter((one) => placed(one.document) === document.code)}
            sendings={sendings.filter((one) => one.document === document.code)}
            subject={subject}
            readOnly={readOnly}
            onAdd={mayAdd ? (files) => add(document.code, files) : undefined}
            onRetry={retry}
            onDrop={drop}
          />
        ))}
      </ul>
    </div>
  );
}

interface GroupProps {
  document: Document;
  pieces: Piece[];
  sendings: Sending[];
  subject: Subject;
  readOnly: boolean;
  onAdd: ((files: File[]) => void) | undefined;
  onRetry: (sending: Sending) => void;
  onDrop: (key: number) => void;
}

function Group({ document, pieces, sendings, subject, readOnly, onAdd, onRetry, onDrop }: GroupProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const here = pieces.filter((one) => !one.removed_at && one.scan_state !== "infected");
  const dropping = onAdd && {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      onAdd([...event.dataTransfer.files]);
    },
  };
  return (
    <li className={over ? "attachments__document attachments__document--over" : "attachments__document"} aria-labelledby={`${id}-label`} {...dropping}>
      <div className="attachments__head">
        <div>
          <h3 id={`${id}-label`}>{document.label}</h3>
          {document.hint && <p className="muted" id={`${id}-hint`}>{document.hint}</p>}
        </div>
        {here.length > 0 ? (
          <State tone="success">{here.length > 1 ? `${here.length} fichiers joints` : "Jointe"}</State>
        ) : (
          document.required && <State tone="warning">Obligatoire, à joindre</State>
        )}
        {onAdd && (
          <label className="button attachments__choose">
            <Icon name="plus" />
            Choisir des fichiers
            <span className="unseen"> pour «&nbsp;{document.label}&nbsp;»</span>
            <input
              className="unseen"
              type="file"
              multiple
              aria-describedby={document.hint ? `${id}-hint` : undefined}
              onChange={(event) => {
                onAdd([...(event.target.files ?? [])]);
                event.target.value = ""; // the same file may be chosen again
              }}
            />
          </label>
        )}
      </div>
      {(pieces.length > 0 || sendings.length > 0) && (
        <ul className="attachments__files">
          {pieces.map((one) => (
            <Row key={one.id} piece={one} subject={subject} readOnly={readOnly} />
          ))}
          {sendings.map((one) => (
            <OnItsWay key={one.key} sending={one} onRetry={() => onRetry(one)} onDrop={() => onDrop(one.key)} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Row({ piece, subject, readOnly }: { piece: Piece; subject: Subject; readOnly: boolean }) {
  const tell = useToast();
  const mark = useMark(subject);
  const removed = Boolean(piece.removed_at);
  const move = (away: boolean) =>
    mark.mutate(
      { id: piece.id, removed: away },
      {
        onSuccess: () => tell(away ? `«\u00a0${piece.name}\u00a0» est retirée. Vous pouvez la rétablir.` : `«\u00a0${piece.name}\u00a0» est rétablie.`),
        onError: (error) => tell(error.message, { failed: true }),
      },
    );
  return (
    <li className={removed ? "attachments__file attachments__file--removed" : "attachments__file"}>
      <div className="attachments__name">
        {piece.acts.includes("content") && !removed ? (
          <a href={`/api/v1/attachments/${piece.id}/content`} download={piece.name}>{piece.name}</a>
        ) : (
          <span>{piece.name}</span>
        )}
        <span className="muted">
          {size(piece.size_bytes)}, {removed ? "retirée" : "reçue"} le {timestamp(piece.removed_at ?? piece.uploaded_at)}
          {!removed && `, ${piece.uploaded_by}`}
          {piece.expires_on && `, valable jusqu’au ${shortDate(piece.expires_on)}`}
        </span>
        {piece.comment && <span>{piece.comment}</span>}
        {piece.problem && piece.scan_state !== "pending" && <span className="attachments__problem">{said(piece.problem)}</span>}
      </div>
      <State tone={tones[piece.scan_state]}>{piece.scan_label}</State>
      <details className="attachments__hash">
        <summary>
          Empreinte <code>{piece.sha256.slice(0, 8)}…</code>
        </summary>
        <code>{piece.sha256}</code>
        <p className="muted">SHA-256 du fichier reçu : deux fichiers de même empreinte sont identiques.</p>
      </details>
      {!readOnly && piece.acts.includes("removal") && (
        <Button look="quiet" busy={mark.isPending} aria-label={`Retirer ${piece.name}`} onClick={() => move(true)}>
          Retirer
        </Button>
      )}
      {!readOnly && piece.acts.includes("restoration") && (
        <Button look="quiet" busy={mark.isPending} aria-label={`Rétablir ${piece.name}`} onClick={() => move(false)}>
          Rétablir
        </Button>
      )}
    </li>
  );
}

function OnItsWay({ sending, onRetry, onDrop }: { sending: Sending; onRetry: () => void; onDrop: () => void }) {
  const { file, sent, error } = sending;
  if (error) {
    return (
      <li className="attachments__file" role="alert">
        <div className="attachments__name">
          <span>{file.name}</span>
          <span className="attachments__problem">
            <Icon name="danger" />
            {error}
          </span>
        </div>
        <Button look="quiet" aria-label={`Renvoyer ${file.name}`} onClick={onRetry}>Renvoyer</Button>
        <Button look="quiet" icon="close" aria-label={`Oublier ${file.name}`} onClick={onDrop} />
      </li>
    );
  }
  return (
    <li className="attachments__file">
      <div className="attachments__name">
        <span>{file.name}</span>
        <progress aria-label={`Envoi de ${file.name}`} max={1} value={sent ?? undefined} />
        <span className="muted">{sent === null ? "En attente" : sent < 1 ? `${Math.floor(sent * 100)}\u00a0% envoyés` : "Vérification du contenu"}</span>
      </div>
      <Button look="quiet" aria-label={`Interrompre l’envoi de ${file.name}`} onClick={onDrop}>Interrompre</Button>
    </li>
  );
}
