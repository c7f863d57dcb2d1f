/** The exact versions of what fresh projects install beside Jobwire. Change them here, and nowhere else. */
export const toolVersions = {
  typescript5: "typescript@5.9.3",
  typescript7: "typescript@7.0.2",
  typesOfNode: "@types/node@24.10.1",
  effectLowest: "effect@4.0.6",
  effectNewest: "effect@4.1.0",
  vite: "vite@8.4.0",
  esbuild: "esbuild@0.28.2",
  next: "next@16.4.6",
  react: "react@19.3.1",
  reactDom: "react-dom@19.3.1",
  miniflare: "miniflare@4.20260730.0",
  jest: "jest@30.5.2",
  vitest: "vitest@5.1.2",
} as const;
