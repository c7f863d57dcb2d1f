import { styleText } from "node:util";
import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { cellOf } from "../../output/cells.ts";
import { plainTable } from "../../output/job-table.ts";
import { jsonLine } from "../../output/json.ts";
import { rayCommand } from "./ray-command.ts";

const styles = { ok: "green", warning: "yellow", failed: "red", skipped: "dim" } as const;

/** `jobwire ray doctor`: what works between here and the cluster, and what will be used. Exit code 4 when something failed. */
export const doctorCommand = (cli: Cli): Command =>
  rayCommand(cli, "doctor", "check everything that Jobwire relies on", async ({ cluster, flags, print }) => {
    const report = await cluster.diagnose({ signal: cli.signal });
    const { stream } = cli.output;
    const cell = cellOf(cli.output);
    const text = (): string =>
      [
        `${report.address} from ${report.runtime}\n`,
        plainTable(
          [],
          report.checks.map(({ name, result, message }) => [
            styleText(styles[result], result, { stream }),
            name,
            cell(message),
          ]),
        ),
        report.tail.length === 0
          ? "no log can be followed here\n"
          : plainTable(
              [],
              report.tail.map(({ source, why }, index) => [index === 0 ? "logs by" : "then", source, cell(why)]),
            ),
      ].join("\n");
    await print(flags.json === true ? jsonLine(report) : text());
    return report.ok ? ExitCode.succeeded : ExitCode.unknown;
  });
