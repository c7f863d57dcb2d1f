import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromiumOptions, chromiumPath } from "./chromium.ts";

if (chromiumPath === undefined) {
  const missing = "Chromium was not found, so no test runs in a page. Install Debian's chromium, or set CHROMIUM_PATH.";
  if (process.env["CI"]) throw new Error(missing);
  console.error(missing);
}
const limits = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      {
        // Found before the first page, because a dependency that is found later reloads the page under its tests.
        optimizeDeps: { include: ["effect", "isows", "@jobwire/core > openapi-fetch"] },
        test: {
          name: "page",
          ...limits,
          globalSetup: ["@jobwire/adapter-contract/vitest-setup"],
          include: chromiumPath === undefined ? [] : ["test/page/**/*.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumOptions }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
      {
        test: {
          name: "node",
          ...limits,
          include: ["test/node/bundle.test.ts", ...(chromiumPath === undefined ? [] : ["test/node/*.test.ts"])],
        },
      },
    ],
  },
});
