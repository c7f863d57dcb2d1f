import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { ExitCode } from "../exit-code.ts";
import { jsonLine } from "../output/json.ts";
import { openNotices } from "../output/notices.ts";
import { report } from "../report.ts";
import { parsePort } from "../settings/parse-option.ts";

interface ReferenceServerFlags {
  readonly rayPort: number;
  readonly token?: string;
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** `jobwire reference-server`: a loopback Ray that really runs entrypoints, until SIGINT or SIGTERM. */
export const referenceServerCommand = (cli: Cli): Command => {
  const command = new Command("reference-server")
    .description("run a reference Ray on this machine; prints its URLs as one line of JSON when ready")
    .option("--ray-port <port>", "port of the Ray dashboard API, 0 for any free one", parsePort, 8265)
    .option("--token <token>", "ask for this token");
  return command.action(async () => {
    const flags = command.opts<ReferenceServerFlags>();
    const notices = openNotices(process.stderr, false);
    try {
      // Loaded here: its JSON Schema validator would double the start of every other command.
      const { startReferenceRay } = await import("@jobwire/testing");
      await using ray = await startReferenceRay({
        port: flags.rayPort,
        ...(flags.token === undefined ? {} : { token: flags.token }),
      });
      await cli.output.write(jsonLine({ ray: ray.url }), cli.signal);
      await untilAborted(cli.interrupts.signal);
      cli.exitCode = ExitCode.succeeded;
    } catch (error) {
      cli.exitCode = report(error, cli.signal, notices, false);
    }
  });
};
