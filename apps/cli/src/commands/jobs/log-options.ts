import { type Command, Option } from "commander";
import type { TailProtocol } from "@jobwire/core";
import type { LogFormat } from "../../output/log-printer.ts";
import type { ClientFlags } from "../client-command.ts";

/** The flags of every command that shows logs. */
export interface LogFlags extends ClientFlags {
  readonly protocol: TailProtocol;
  readonly output: "text" | "json";
  readonly timestamps?: boolean;
  readonly escape: boolean;
}

/** Adds {@link LogFlags} to a command. */
export const addLogOptions = (command: Command): Command =>
  command
    .addOption(
      new Option("--protocol <name>", "where live lines come from")
        .choices(["auto", "websocket", "http"])
        .default("auto"),
    )
    .addOption(
      new Option("-o, --output <format>", "json gives one object a line; --json does the same")
        .choices(["text", "json"])
        .default("text"),
    )
    .option("--timestamps", "put the time of receipt before each line (logs have none of their own)")
    .option("--no-escape", "send control sequences of the log to the terminal as they are");

/** How the flags want lines shown. */
export const logFormat = (flags: LogFlags, prefix: boolean): LogFormat => ({
  format: flags.json === true ? "json" : flags.output,
  prefix,
  timestamps: flags.timestamps === true,
  raw: !flags.escape,
});
