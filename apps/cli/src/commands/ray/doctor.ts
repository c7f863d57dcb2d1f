import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { cellOf } from "../../output/cells.ts";
import { plainTable } from "../../output/plain-table.ts";
import { jsonLine } from "../../output/json.ts";
import { styled } from "../../terminal/style.ts";
import { rayCommand } from "./ray-command.ts";

const styles = { ok: "green", warning: "yellow", failed: "red", untried: "dim" } as const;

/** `jobwire ray doctor`: which parts of the connection work, and which log source Jobwire will use. Exit code 4 when a tail cannot work. */
export const doctorCommand = (cli: Cli): Command =>
  rayCommand(
    cli,
    {
      usage: "doctor",
      description: "Check the connection, the token and the ways to read logs",
      example: "jobwire ray doctor --address http://127.0.0.1:8265",
    },
    async ({ cluster, flags, print }) => {
      const report = await cluster.diagnose({ signal: cli.signal });
      const { stream } = cli.output;
      const cell = cellOf(cli.output);
      const text = (): string =>
        [
          `${report.address} from ${report.runtime}\n`,
          plainTable(
            report.checks.map(({ name, result, message }) => [
              styled(styles[result], result, stream),
              name,
              cell(message),
            ]),
          ),
          report.tail.length === 0
            ? "no log can be followed from here\n"
            : plainTable(
                report.tail.map(({ source, why }, index) => [index === 0 ? "logs by" : "then", source, cell(why)]),
              ),
        ].join("\n");
      await print(flags.json === true ? jsonLine(report) : text());
      return report.ok ? ExitCode.succeeded : ExitCode.unknown;
    },
  );
