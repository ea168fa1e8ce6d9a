// The real program for the browser tests: the demonstration, on fresh data, in a
// folder of its own that is removed at the end.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "tourdetable-browser-"));
chmodSync(folder, 0o755); // the account of the database enters it

const program = spawn("../bin/tourdetable", ["serve", "--demonstration", "--data", join(folder, "data")], {
  env: { ...process.env, LISTEN: process.argv[2] },
  stdio: ["ignore", "ignore", "pipe"],
});
let said = "";
program.stderr.on("data", (chunk) => (said += chunk));
program.on("exit", (code) => {
  rmSync(folder, { recursive: true, force: true });
  if (code) console.error(said);
  process.exit(code ?? 1);
});
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => program.kill("SIGTERM"));
