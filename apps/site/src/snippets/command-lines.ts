/** The command lines of a shell snippet: comments and empty lines left out, continued lines joined. */
export const commandLines = (code: string): ReadonlyArray<string> =>
  code
    .replaceAll(/ *\\\n\s*/g, " ")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");

/** A line that installs packages. A test compares its packages with those of this repository; it does not run. */
export const isInstall = (line: string): boolean => /^(?:npm|pnpm|yarn|bun|deno) (?:install|add|i)\b/.test(line);

/** A line that runs a script of this repository. A test looks for the script; it does not run. */
export const repositoryScript = (line: string): string | undefined =>
  /^npx -y pnpm@[\d.]+ (?:run )?([\w:-]+)/.exec(line)?.[1];

/** The arguments of each `jobwire` in a line, up to the end of that command. */
export const jobwireCalls = (line: string): ReadonlyArray<ReadonlyArray<string>> =>
  Array.from(
    line.matchAll(/(?:^|[;|&(]\s*|\$\(|(?:[A-Z_]+=\S* )+|npx |then |do )jobwire((?: [^;|&)]*)?)/g),
    ([, rest = ""]) => (rest.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).filter((word) => !/^\d?[<>]/.test(word)),
  );
