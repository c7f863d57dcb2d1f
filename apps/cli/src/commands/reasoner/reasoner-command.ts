import type { ReasonerClient } from "@jobwire/core";
import { addReasonerOptions, openReasoner, type ReasonerFlags } from "../../settings/reasoner.ts";
import { type ClientContext, clientCommands, type MakeClientCommand } from "../client-command.ts";

interface ReasonerJobs {
  readonly jobs: ReasonerClient["jobs"];
}

/** The context of a command about reasoner jobs. */
export type ReasonerContext<Flags> = ClientContext<Flags> & ReasonerJobs;

/** Makes a `jobwire reasoner jobs` command. */
export const reasonerCommand: MakeClientCommand<ReasonerFlags, ReasonerJobs> = clientCommands(
  { name: "reasoner", addConnectionOptions: addReasonerOptions, open: openReasoner },
  ({ jobs }: ReasonerClient) => ({ jobs }),
);
