// Keeps the first load light and the build free of foreign addresses.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";

const allowance = 110_000; // bytes of JavaScript, brotli, before the first page is drawn

if (!existsSync("dist/index.html")) {
  console.error("Refusé : rien n’est construit. Lancez « npm run build ».");
  process.exit(1);
}
const html = readFileSync("dist/index.html", "utf8");
const first = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map((m) => m[1]);
const weight = first.reduce((sum, name) => sum + statSync(`dist/${name}.br`).size, 0);
console.log(`Premier chargement : ${(weight / 1000).toFixed(1)} ko de JavaScript (brotli), pour ${allowance / 1000} permis.`);

const faults = [];
if (weight > allowance) faults.push(`le premier chargement dépasse ${allowance / 1000} ko`);
if (/<style|\sstyle=|<script(?![^>]*\ssrc=)/.test(html)) faults.push("index.html porte un style ou un script en ligne");

// Names that look like addresses and are fetched by no one.
const harmless = /^https?:\/\/(www\.w3\.org|react\.dev|localhost)/;
for (const entry of readdirSync("dist", { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(js|css|html)$/.test(entry.name)) continue;
  const source = readFileSync(`${entry.parentPath}/${entry.name}`, "utf8");
  for (const [address] of source.matchAll(/https?:\/\/[a-z0-9.-]+/g)) {
    if (!harmless.test(address)) faults.push(`${entry.name} nomme ${address}`);
  }
}

for (const fault of faults) console.error(`Refusé : ${fault}`);
process.exit(faults.length > 0 ? 1 : 0);
