import type { Command } from "commander";
import type { AgentClient } from "@jobwire/core";
import type { Cli } from "../../cli.ts";
import type { ExitCode } from "../../exit-code.ts";
import { addAgentOptions, type AgentFlags, openAgent } from "../../settings/agent.ts";
import { type ClientContext, clientCommand } from "../client-command.ts";

/** What a command about an agent works with. */
export interface AgentContext<Flags> extends ClientContext<Flags> {
  readonly agent: AgentClient;
}

/** A `jobwire agent` command: its operands and options, and what it does, which gives the exit code. */
export const agentCommand = <Flags extends AgentFlags>(
  cli: Cli,
  usage: string,
  description: string,
  run: (context: AgentContext<Flags>) => Promise<ExitCode>,
): Command =>
  clientCommand<AgentClient, Flags>(
    cli,
    { addOptions: addAgentOptions, open: openAgent },
    usage,
    description,
    (agent, context) => run({ agent, ...context }),
  );
