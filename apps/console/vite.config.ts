import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { thirdPartyNotice } from "../../packages/third-party-notice.ts";

// Relative paths, so that a server may serve the page at any base; no inline script, so that a strict CSP can hold.
export default defineConfig({
  base: "./",
  plugins: [react(), thirdPartyNotice("The pages of the console contain these packages, under their own licences.")],
  build: {
    target: "es2022",
    // Browsers with light-dark(), so that it stays as it is.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
    chunkSizeWarningLimit: 700,
  },
});
