// A state is a word and a shape; its colour only repeats them.
import type { ReactNode } from "react";

export type Tone = "neutral" | "info" | "success" | "warning" | "danger";

const shapes: Record<Tone, ReactNode> = {
  neutral: <circle cx="6" cy="6" r="4.5" />,
  info: (
    <>
      <circle cx="6" cy="6" r="4.5" />
      <path className="solid" d="M6 1.5a4.5 4.5 0 0 1 0 9z" />
    </>
  ),
  success: <path d="M1.5 6.5l3 3 6-7" />,
  warning: <path d="M6 1.5 11 10.5H1zM6 5v2.2" />,
  danger: <path d="M2 2l8 8M10 2l-8 8" />,
};

export function State({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`state tone-${tone}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">{shapes[tone]}</svg>
      {children}
    </span>
  );
}
