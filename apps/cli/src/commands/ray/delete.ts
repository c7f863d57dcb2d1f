import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { rayCommand } from "./ray-command.ts";

/** `jobwire ray delete ID`: removes an ended job from the list; its log file stays. */
export const deleteCommand = (cli: Cli): Command =>
  rayCommand(cli, "delete <id>", "delete an ended job", async ({ cluster, notices, flags, words, print }) => {
    const id = words[0] ?? "";
    await cluster.jobs.delete(id, { signal: cli.signal });
    if (flags.json === true) await print(jsonLine({ id, deleted: true }));
    else notices.say(`deleted ${id}`);
    return ExitCode.succeeded;
  });
