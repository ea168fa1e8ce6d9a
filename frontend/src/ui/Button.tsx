import type { ComponentProps, ReactNode } from "react";
import { Link } from "wouter";
import { Icon, type IconName } from "./Icon";

type Look = "primary" | "plain" | "quiet" | "danger";

function classOf(look: Look, iconOnly: boolean, more = ""): string {
  return ["button", look !== "plain" && `button--${look}`, iconOnly && "button--icon", more].filter(Boolean).join(" ");
}

export interface ButtonProps extends ComponentProps<"button"> {
  look?: Look;
  icon?: IconName;
  busy?: boolean;
}

/** A button says what it does with a verb. While busy it keeps its width and its word. */
export function Button({ look = "plain", icon, busy, children, className, disabled, type = "button", ...rest }: ButtonProps) {
  return (
    <button {...rest} type={type} className={classOf(look, !children, className)} disabled={disabled || busy} aria-busy={busy || undefined}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A way to another page that looks like a button. */
export function ButtonLink({ look = "plain", icon, href, children }: { look?: Look; icon?: IconName; href: string; children: ReactNode }) {
  return (
    <Link href={href} className={classOf(look, false)}>
      {icon && <Icon name={icon} />}
      {children}
    </Link>
  );
}
