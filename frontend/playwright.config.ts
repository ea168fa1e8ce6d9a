import { defineConfig } from "@playwright/test";

// PROGRAM: the address of a running program, to walk the real one; without it,
// the fixture server serves the build.
const address = process.env["PROGRAM"] ?? "http://127.0.0.1:5199";

export default defineConfig({
  testDir: "browser",
  outputDir: "test-results",
  workers: 1,
  reporter: "list",
  forbidOnly: true,
  use: {
    baseURL: address,
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  ...(process.env["PROGRAM"] ? {} : { webServer: { command: "node dev/server.mjs", url: address, reuseExistingServer: true } }),
});
