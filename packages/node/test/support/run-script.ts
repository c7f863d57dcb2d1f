/** The arguments with which this runtime runs a TypeScript file. */
export const scriptArguments = (script: string, ...rest: ReadonlyArray<string>): Array<string> =>
  "Deno" in globalThis ? ["run", "-A", script, ...rest] : [script, ...rest];
