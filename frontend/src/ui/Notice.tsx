import type { ReactNode } from "react";
import { Icon } from "./Icon";

interface Props {
  tone?: "info" | "success" | "warning" | "danger";
  title?: string;
  law?: string | undefined;
  children?: ReactNode;
}

/** Something the reader must know, with the law that says it when there is one. */
export function Notice({ tone = "info", title, law, children }: Props) {
  return (
    <div className={tone === "info" ? "notice" : `notice notice--${tone}`} role={tone === "danger" ? "alert" : undefined}>
      <Icon name={tone} />
      {title && <strong>{title}</strong>}
      {children && <div>{children}</div>}
      {law && <p className="notice__law">Source : {law}</p>}
    </div>
  );
}
