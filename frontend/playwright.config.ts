import { defineConfig } from "@playwright/test";

// PROGRAM: the address of a running demonstration, whose data the walks change;
// without it, ../bin/tourdetable serves its own, on fresh data.
const own = "127.0.0.1:8099";
const address = process.env["PROGRAM"] ?? `http://${own}`;

export default defineConfig({
  testDir: "browser",
  outputDir: "test-results",
  workers: 1,
  reporter: "list",
  forbidOnly: true,
  // Pages are looked at before the walks change what they show.
  projects: [
    { name: "pages", testMatch: "pages.spec.ts" },
    { name: "walks", testMatch: ["form.spec.ts", "grid.spec.ts", "instruction.spec.ts", "walks.spec.ts", "organisation.spec.ts"], dependencies: ["pages"] },
  ],
  use: {
    baseURL: address,
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  ...(process.env["PROGRAM"]
    ? {}
    : {
        webServer: {
          command: `node browser/program.mjs ${own}`,
          url: `${address}/readyz`,
          timeout: 120_000,
          reuseExistingServer: false,
          gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
        },
      }),
});
