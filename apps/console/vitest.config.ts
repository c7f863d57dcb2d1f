import { defineConfig } from "vitest/config";
import { chromiumPath } from "./test/chromium-path.ts";

if (chromiumPath === undefined) {
  const missing = "Chromium was not found, so no test runs in a page. Install Debian's chromium, or set CHROMIUM_PATH.";
  if (process.env["CI"]) throw new Error(missing);
  console.error(missing);
}

export default defineConfig({
  test: {
    include: ["test/unit/*.test.ts", ...(chromiumPath === undefined ? [] : ["test/page/*.test.ts"])],
    // A page waits for its own conditions; these limits are for machines with much else to do.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // One browser at a time.
    fileParallelism: false,
  },
});
