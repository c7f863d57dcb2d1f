import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Relative paths, so that a server may serve the page at any base; no inline script, so that a strict CSP can hold.
export default defineConfig({
  base: "./",
  plugins: [react()],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
    chunkSizeWarningLimit: 700,
  },
});
