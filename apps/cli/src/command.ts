import type { Cli } from "./cli.ts";
import { ExitCode } from "./exit-code.ts";
import { helpArguments } from "./help.ts";
import { Interrupted, listenForInterrupts } from "./interrupts.ts";
import { openNotices } from "./output/notices.ts";
import { openOutput } from "./output/stdout.ts";
import { overview, program } from "./program.ts";
import { report } from "./report.ts";

/** Runs the command line of this process, then ends the process with the command's exit code. */
export const run = async (): Promise<never> => {
  const output = openOutput(process.stdout);
  const interrupts = listenForInterrupts();
  // A closed stderr does not end the command, and there is nowhere left to report it.
  process.stderr.on("error", () => undefined);

  const argv = process.argv.slice(2);
  const dashes = argv.indexOf("--");
  const cli: Cli = {
    output,
    interrupts,
    signal: AbortSignal.any([interrupts.signal, output.closed]),
    environment: process.env,
    operandsAfterDashes: dashes === -1 ? 0 : argv.length - dashes - 1,
    exitCode: ExitCode.succeeded,
  };

  try {
    // `help ray submit` needs the same commands as `ray submit`.
    const [first, second] = argv.filter((word) => word !== "help");
    const commands = first === undefined || first.startsWith("-") ? overview() : await program(cli, first, second);
    await commands.parseAsync(helpArguments(commands, argv), { from: "user" });
  } catch (error) {
    cli.exitCode = report(error, cli.signal, openNotices(process.stderr, false), false);
  }
  // After Ctrl-C a blocked reader of stdout must not hold the process. Otherwise everything written arrives first.
  if (!(cli.signal.reason instanceof Interrupted)) await output.flush();
  return process.exit(cli.exitCode);
};
