// Empties dist of the last build, and keeps the placeholder that Go embeds.
import { mkdirSync, readdirSync, rmSync } from "node:fs";

mkdirSync("dist", { recursive: true });
for (const name of readdirSync("dist")) {
  if (name !== ".keep") rmSync(`dist/${name}`, { recursive: true });
}
