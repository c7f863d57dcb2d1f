import type { NextConfig } from "next";

const config: NextConfig = {
  // They choose their code by the runtime that loads them, so Node loads them, not the bundler.
  serverExternalPackages: ["@jobwire/gateway", "jobwire"],
  poweredByHeader: false,
};

export default config;
