import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: { target: "es2022" },
  server: {
    // The page asks its own server, which passes the requests on to `jobwire gateway` and knows the token.
    proxy: {
      "/api/jobs": {
        target: process.env["JOBWIRE_GATEWAY"] ?? "http://127.0.0.1:8266",
        headers: { authorization: `Bearer ${process.env["JOBWIRE_GATEWAY_TOKEN"] ?? ""}` },
        changeOrigin: true,
        rewrite: (path) => path.replace(/^\/api\/jobs/, ""),
      },
    },
  },
});
