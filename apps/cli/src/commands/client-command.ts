import { Command } from "commander";
import type { Cli } from "../cli.ts";
import type { ExitCode } from "../exit-code.ts";
import { redactPrinted } from "../output/redact-printed.ts";
import { type Notices, openNotices } from "../output/notices.ts";
import { report } from "../report.ts";

/** Flags of every command that has a client. */
export interface ClientFlags {
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** What a command that has a client works with. */
export interface ClientContext<Flags> {
  readonly cli: Cli;
  readonly notices: Notices;
  readonly flags: Flags;
  /** The command's operands. */
  readonly words: ReadonlyArray<string>;
  /** Writes data to stdout, redacted; log lines go to the output itself. */
  readonly print: (text: string) => Promise<void>;
}

/** What every client can: close itself, and take its credentials out of a text. */
export type CommandClient = AsyncDisposable & { readonly redact: (text: string) => string };

/** What kind of client the commands of one system have. */
export interface ClientKind<Client extends CommandClient, Flags extends ClientFlags> {
  /** Adds the flags that say how to reach it. */
  readonly addOptions: (command: Command) => Command;
  readonly open: (
    flags: Flags,
    environment: NodeJS.ProcessEnv,
    notices: Notices,
    signal: AbortSignal,
  ) => Promise<Client>;
}

/** A command of one system: its operands and options, and what it does with its client, which gives the exit code. */
export const clientCommand = <Client extends CommandClient, Flags extends ClientFlags>(
  cli: Cli,
  kind: ClientKind<Client, Flags>,
  usage: string,
  description: string,
  run: (client: Client, context: ClientContext<Flags>) => Promise<ExitCode>,
): Command => {
  const command = kind.addOptions(new Command(usage.split(" ")[0]).description(description));
  const operands = usage.split(" ").slice(1).join(" ");
  if (operands !== "") command.arguments(operands);
  return command.action(async () => {
    const flags = command.opts<Flags>();
    // The credentials are known when there is a client.
    let redact = (text: string): string => text;
    const notices = openNotices(process.stderr, flags.verbose === true, (text) => redact(text));
    try {
      await using client = await kind.open(flags, cli.environment, notices, cli.signal);
      redact = client.redact;
      cli.exitCode = await run(client, {
        cli,
        notices,
        flags,
        words: command.args,
        print: (text) => cli.output.write(redactPrinted(text, client.redact), cli.signal),
      });
    } catch (error) {
      cli.exitCode = report(error, cli.signal, notices, flags.json === true);
    }
  });
};
