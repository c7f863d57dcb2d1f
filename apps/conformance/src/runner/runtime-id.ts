/** The runtimes of the suite, by the ids that the report uses. */
export const runtimeIds = ["node22", "node24", "node26", "bun", "deno", "chromium"] as const;

/** One of them. */
export type RuntimeId = (typeof runtimeIds)[number];
