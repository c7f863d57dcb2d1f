import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import type { ExitCode } from "../exit-code.ts";
import { commandOf, type CommandText, optionGroups } from "../help.ts";
import { redactPrinted } from "../output/redact-printed.ts";
import { type Notices, openNotices } from "../output/notices.ts";
import { report } from "../report.ts";
import { withProfile } from "../profiles/command-profile.ts";
import type { ProfileSystem } from "../profiles/profile.ts";
import { type ClientFlags, addOutputOptions, clusterOption } from "../settings/client-options.ts";

/** The context of a command that uses a client. */
export interface ClientContext<Flags> {
  readonly cli: Cli;
  readonly notices: Notices;
  readonly flags: Flags;
  readonly operands: ReadonlyArray<string>;
  /** Writes data to stdout, redacted. Log lines skip this and go to `cli.output`. */
  readonly print: (text: string) => Promise<void>;
}

/** The part of a client that every command uses: it closes the client and redacts its credentials. */
export type CommandClient = AsyncDisposable & { readonly redact: (text: string) => string };

/** A job system: the options that reach it, and its client. */
export interface JobSystem<Client extends CommandClient, Flags extends ClientFlags> {
  readonly name: ProfileSystem;
  readonly addConnectionOptions: (command: Command) => Command;
  readonly open: (
    flags: Flags,
    environment: NodeJS.ProcessEnv,
    notices: Notices,
    signal: AbortSignal,
  ) => Promise<Client>;
}

/** Makes a command of one job system. `run` uses the client and returns the exit code. */
export type MakeClientCommand<SystemFlags, Client> = <Flags extends SystemFlags>(
  cli: Cli,
  text: CommandText,
  run: (context: ClientContext<Flags> & Client) => Promise<ExitCode>,
) => Command;

/** The maker of a job system's commands; `named` names the client in the context of a command. */
export const clientCommands =
  <Client extends CommandClient, SystemFlags extends ClientFlags, Named>(
    system: JobSystem<Client, SystemFlags>,
    named: (client: Client) => Named,
  ): MakeClientCommand<SystemFlags, Named> =>
  <Flags extends SystemFlags>(
    cli: Cli,
    text: CommandText,
    run: (context: ClientContext<Flags> & Named) => Promise<ExitCode>,
  ) => {
    const command = addOutputOptions(commandOf(text));
    command.optionsGroup(optionGroups.connection).option(...clusterOption);
    system.addConnectionOptions(command).optionsGroup("Options:");
    return command.action(async () => {
      const given = command.opts<Flags>();
      // The client knows the credentials, so nothing is redacted before it exists.
      let redact = (text: string): string => text;
      const { lastLine } = cli.output;
      const endBar = (): void => {
        lastLine.bar = undefined;
      };
      const notices = openNotices(process.stderr, given.verbose === true, (text) => redact(text), endBar);
      try {
        const { flags, environment, cluster } = await withProfile(system.name, given, cli.environment, cli.signal);
        if (cluster !== undefined && notices.verbose)
          notices.note(`using the cluster "${cluster}" of the configuration`);
        await using client = await system.open(flags, environment, notices, cli.signal);
        redact = client.redact;
        const context: ClientContext<Flags> = {
          cli,
          notices,
          // Without the settings of the cluster: commands for later name it instead.
          flags: cluster === undefined ? given : { ...given, cluster },
          operands: command.args,
          print: (text) => {
            endBar();
            return cli.output.write(redactPrinted(text, client.redact), cli.signal);
          },
        };
        cli.exitCode = await run({ ...context, ...named(client) });
      } catch (error) {
        cli.exitCode = report(error, cli.signal, notices, given.json === true);
      }
    });
  };
