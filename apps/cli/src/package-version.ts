import { readFileSync } from "node:fs";

/** The version of this command, as its manifest has it. */
export const packageVersion = (): string => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return manifest.version;
};

/** Whether the arguments ask for the version and nothing else. */
export const asksVersion = (argv: ReadonlyArray<string>): boolean =>
  argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V");
