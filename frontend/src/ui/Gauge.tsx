// Drawn ratios. The figure always stands beside them: they are hidden from
// those who listen. Widths are custom properties set through the CSSOM.
import type { CSSProperties } from "react";

function measured(name: string, value: number): CSSProperties {
  return { [name]: String(Math.max(0, Math.min(1, value))) };
}

/** A rate against its ceiling, both between 0 and 1. */
export function Gauge({ share, ceiling, over }: { share: number; ceiling?: number; over?: boolean }) {
  return (
    <span className={over ? "gauge gauge--over" : "gauge"} aria-hidden="true">
      <span className="gauge__fill" style={measured("--share", share)} />
      {ceiling !== undefined && <span className="gauge__mark" style={measured("--ceiling", ceiling)} />}
    </span>
  );
}

export interface Part {
  share: number;
  look?: "solid" | "planned" | "light";
}

/** An envelope as a bar: what is gone, what is planned, what remains empty. */
export function Bar({ parts, thin, className = "" }: { parts: Part[]; thin?: boolean; className?: string }) {
  return (
    <span className={`${thin ? "bar bar--thin" : "bar"} ${className}`} aria-hidden="true">
      {parts.map((part, i) => (
        <span key={i} className={part.look && part.look !== "solid" ? `bar__${part.look}` : undefined} style={measured("--share", part.share)} />
      ))}
    </span>
  );
}
