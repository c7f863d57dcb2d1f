import type { Cli } from "./cli.ts";
import { ExitCode } from "./exit-code.ts";
import { Interrupted, listenForInterrupts } from "./interrupts.ts";
import { openNotices } from "./output/notices.ts";
import { openOutput } from "./output/stdout.ts";
import { program } from "./program.ts";
import { report } from "./report.ts";

/** Runs the command line that this process was started with, and ends the process by its exit code. */
export const run = async (): Promise<never> => {
  const output = openOutput(process.stdout);
  const interrupts = listenForInterrupts();
  // Nobody reads what would be said any more: no reason to end, and nowhere to say it.
  process.stderr.on("error", () => undefined);

  const argv = process.argv.slice(2);
  const dashes = argv.indexOf("--");
  const cli: Cli = {
    output,
    interrupts,
    signal: AbortSignal.any([interrupts.signal, output.closed]),
    environment: process.env,
    wordsAfterDashes: dashes === -1 ? 0 : argv.length - dashes - 1,
    exitCode: ExitCode.succeeded,
  };

  try {
    await program(cli).parseAsync(argv, { from: "user" });
  } catch (error) {
    cli.exitCode = report(error, cli.signal, openNotices(process.stderr, false), false);
  }
  // After Ctrl-C a reader that is stuck must not hold the process; otherwise everything written arrives first.
  if (!(cli.signal.reason instanceof Interrupted)) await output.flush();
  return process.exit(cli.exitCode);
};
