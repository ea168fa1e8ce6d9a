import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const api = process.env["TDT_API"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  build: {
    // Nothing is inlined: the policy refuses inline scripts, styles and data: addresses.
    assetsInlineLimit: 0,
    // light-dark() carries both themes; older browsers than these do not know it.
    target: ["chrome123", "firefox120", "safari17.5"],
    sourcemap: false,
    // dist/.keep is what Go embeds when there is no build.
    emptyOutDir: false,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": api }, host: "127.0.0.1" },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
