import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { ExitCode } from "../exit-code.ts";
import { openBrowser } from "../open-browser.ts";
import { jsonLine } from "../output/json.ts";
import type { Notices } from "../output/notices.ts";
import { httpUrl } from "../settings/http-url.ts";
import { UsageError } from "../settings/parse-option.ts";

/** The flags of every `open` command. */
export interface OpenFlags {
  readonly json?: boolean;
  readonly print?: boolean;
  /** The URL of a console; true for the default one. */
  readonly console?: string | true;
}

/** Adds {@link OpenFlags}, apart from those that every command has. */
export const addOpenOptions = (command: Command): Command =>
  command
    .option("--print", "Print the URL and open nothing; so does a command whose output is no terminal")
    .option("--console [url]", "Open Jobwire's console instead (default: http://127.0.0.1:8266)");

const defaultConsole = "http://127.0.0.1:8266";
/** A console on this machine responds at once. */
const mostMs = 2_000;

/** Throws unless a console responds at the URL: `/sign-in` of a console reports whether a browser is signed in. */
const checkConsole = async (url: string, signal: AbortSignal): Promise<void> => {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(mostMs)]);
    const response = await fetch(new URL("/sign-in", url), { signal: limit, redirect: "manual" });
    await response.body?.cancel();
    if (response.status === 204 || response.status === 401) return;
  } catch {
    signal.throwIfAborted();
  }
  throw new UsageError(
    `No console responds at ${url}. Start one with "jobwire console", or name its URL with --console URL.`,
  );
};

const consoleUrl = (flag: string | true): string => {
  const url = httpUrl(flag === true ? defaultConsole : flag);
  // Only the console's own first URL has a token, which works once. It must not go to a browser's history twice.
  if (url !== undefined) return url.origin;
  throw new UsageError(
    "The value of --console is not an http:// or https:// URL. Pass one such as http://127.0.0.1:8266.",
  );
};

/** The pages that a command may open: the server's own, and the part of a console's address after `#`. */
export interface OpenPages {
  readonly own: string;
  readonly inConsole: string;
}

/** Prints the URL of a page, and opens it in a browser when somebody sees the output. No URL has a token. */
export const openPage = async (
  { own, inConsole }: OpenPages,
  flags: OpenFlags,
  cli: Cli,
  notices: Notices,
  print: (text: string) => Promise<void>,
): Promise<ExitCode> => {
  let url = own;
  if (flags.console !== undefined) {
    const console = consoleUrl(flags.console);
    await checkConsole(console, cli.signal);
    url = `${console}/#${inConsole}`;
  }
  await print(flags.json === true ? jsonLine({ url }) : `${url}\n`);
  if (flags.print !== true && flags.json !== true && cli.output.isTerminal) await openBrowser(url, notices);
  return ExitCode.succeeded;
};
