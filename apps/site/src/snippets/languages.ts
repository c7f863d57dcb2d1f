/** The languages of programs and command lines. A fence of one of them runs, or its first line states why not. */
export const programs: ReadonlySet<string> = new Set([
  "ts",
  "tsx",
  "js",
  "mjs",
  "html",
  "vue",
  "python",
  "py",
  "bash",
  "sh",
]);

/** Whether a language is that of command lines. */
export const isShell = (language: string): boolean => language === "sh" || language === "bash";

/** The languages that show a file or an output: they are not run. */
export const shown: ReadonlySet<string> = new Set([
  "caddyfile",
  "dockerfile",
  "http",
  "json",
  "jsonc",
  "md",
  "mermaid",
  "nginx",
  "text",
  "toml",
  "yaml",
]);
