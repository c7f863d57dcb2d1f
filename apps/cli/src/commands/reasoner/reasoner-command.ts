import type { Command } from "commander";
import type { ReasonerClient } from "@jobwire/core";
import type { Cli } from "../../cli.ts";
import type { ExitCode } from "../../exit-code.ts";
import { addReasonerOptions, openReasoner, type ReasonerFlags } from "../../settings/reasoner.ts";
import { type ClientContext, clientCommand } from "../client-command.ts";

/** What a command about reasoner jobs works with. */
export interface ReasonerContext<Flags> extends ClientContext<Flags> {
  readonly jobs: ReasonerClient["jobs"];
}

/** A `jobwire reasoner jobs` command: its options, and what it does, which gives the exit code. */
export const reasonerCommand = <Flags extends ReasonerFlags>(
  cli: Cli,
  name: string,
  description: string,
  run: (context: ReasonerContext<Flags>) => Promise<ExitCode>,
): Command =>
  clientCommand<ReasonerClient, Flags>(
    cli,
    { addOptions: addReasonerOptions, open: openReasoner },
    name,
    description,
    (client, context) => run({ jobs: client.jobs, ...context }),
  );
