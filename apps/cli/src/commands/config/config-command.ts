import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { commandOf, type CommandText } from "../../help.ts";
import { type Notices, openNotices } from "../../output/notices.ts";
import { configPath } from "../../profiles/config-path.ts";
import type { Profiles } from "../../profiles/profile.ts";
import { report } from "../../report.ts";
import { UsageError } from "../../settings/parse-option.ts";

/** The context of a command about the configuration. */
export interface ConfigContext<Flags> {
  readonly cli: Cli;
  readonly notices: Notices;
  readonly flags: Flags;
  readonly operands: ReadonlyArray<string>;
  /** The path of the configuration. */
  readonly path: string;
  readonly read: () => Promise<Profiles>;
  /** Changes the configuration, and returns the new one. */
  readonly change: (change: (before: Profiles) => Profiles) => Promise<Profiles>;
  readonly print: (text: string) => Promise<void>;
}

/** Makes a `jobwire config` command. It connects to nothing. */
export const configCommand = <Flags extends object>(
  cli: Cli,
  text: CommandText,
  run: (context: ConfigContext<Flags>) => Promise<void>,
): Command => {
  const command = commandOf(text);
  return command.action(async () => {
    const notices = openNotices(process.stderr, false);
    const print = (text: string): Promise<void> => cli.output.write(text, cli.signal);
    try {
      const path = configPath(cli.environment);
      if (path === undefined) {
        throw new UsageError("This user has no home folder for the configuration. Name a file with JOBWIRE_CONFIG.");
      }
      await run({
        cli,
        notices,
        flags: command.opts<Flags>(),
        operands: command.args,
        path,
        print,
        // Imported here: the help of all commands loads this file.
        read: async () => (await import("../../profiles/read-profiles.ts")).readProfiles(path, cli.signal),
        change: async (change) =>
          (await import("../../profiles/change-profiles.ts")).changeProfiles(path, cli.signal, change),
      });
      cli.exitCode = ExitCode.succeeded;
    } catch (error) {
      cli.exitCode = report(error, cli.signal, notices, false);
    }
  });
};
