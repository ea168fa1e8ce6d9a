// The browser's own dialog: it holds the focus, closes on Escape, gives the
// focus back.
import { useEffect, useId, useRef, type ReactNode } from "react";
import { Button } from "./Button";

interface Props {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
  foot?: ReactNode;
}

export function Dialog({ open, title, onClose, children, foot }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();

  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);

  return (
    <dialog ref={ref} className="dialog" aria-labelledby={id} onClose={onClose}>
      {open && (
        <>
          <div className="dialog__head">
            <h2 id={id}>{title}</h2>
            <Button look="quiet" icon="close" aria-label="Fermer" onClick={onClose} />
          </div>
          {children}
          {foot && <div className="dialog__foot">{foot}</div>}
        </>
      )}
    </dialog>
  );
}
