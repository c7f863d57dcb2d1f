import { type Command, Option } from "commander";
import type { TailProtocol } from "@jobwire/core";
import { optionGroups } from "../../help.ts";
import type { ClientFlags } from "../../settings/client-options.ts";

/** The flags of every command that prints logs. */
export interface LogFlags extends ClientFlags {
  readonly protocol: TailProtocol;
  readonly output: "text" | "json";
  readonly timestamps?: boolean;
  readonly escape: boolean;
  readonly redraw: boolean;
}

/** Adds {@link LogFlags} to a command. */
export const addLogOptions = (command: Command): Command =>
  command
    .optionsGroup(optionGroups.log)
    .addOption(
      new Option("--protocol <name>", "Read live lines over this protocol")
        .choices(["auto", "websocket", "http"])
        .default("auto"),
    )
    .addOption(
      new Option("-o, --output <format>", "Print lines as text, or each line as a JSON object, as --json does")
        .choices(["text", "json"])
        .default("text"),
    )
    .option("-t, --timestamps", "Start each line with the time Jobwire received it; logs have no times of their own")
    .option("--no-redraw", "On a terminal, print each state of a progress bar on a line of its own")
    .option("--no-escape", "Pass the log's control sequences through to the terminal")
    .optionsGroup("Options:");
