import manifest from "../package.json" with { type: "json" };

/** The version of this command, as its manifest has it. The build copies the text, so that no file is read when the command runs. */
export const packageVersion = (): string => manifest.version;

/** Whether the arguments ask for the version and nothing else. */
export const asksVersion = (argv: ReadonlyArray<string>): boolean =>
  argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V");
