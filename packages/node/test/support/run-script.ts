/** How this runtime is told to run a TypeScript file. */
export const scriptArguments = (script: string, ...rest: ReadonlyArray<string>): Array<string> =>
  "Deno" in globalThis ? ["run", "-A", script, ...rest] : [script, ...rest];
