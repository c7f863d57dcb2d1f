import { existsSync } from "node:fs";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

/** Debian's package `chromium`; nothing is downloaded. */
const executablePath = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);
const missing = "No Chromium here, so no test runs in a page: install Debian's chromium, or set CHROMIUM_PATH.";
if (executablePath === undefined) {
  if (process.env["CI"]) throw new Error(missing);
  console.error(missing);
}

const args = ["--no-sandbox", "--disable-dev-shm-usage"];

export default defineConfig({
  // Found before the first page, since a dependency that is found later reloads the page under its tests.
  optimizeDeps: { include: ["effect", "isows", "@jobwire/core > openapi-fetch"] },
  test: {
    globalSetup: ["@jobwire/adapter-contract/vitest-setup"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    include: executablePath === undefined ? [] : ["test/page/**/*.test.ts"],
    passWithNoTests: true,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: executablePath === undefined ? { args } : { executablePath, args } }),
      instances: [{ browser: "chromium" }],
    },
  },
});
