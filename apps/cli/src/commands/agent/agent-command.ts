import type { AgentClient } from "@jobwire/core";
import { addAgentOptions, type AgentFlags, openAgent } from "../../settings/agent.ts";
import { clientCommands, type MakeClientCommand } from "../client-command.ts";

/** Makes a `jobwire agent` command. */
export const agentCommand: MakeClientCommand<AgentFlags, { readonly agent: AgentClient }> = clientCommands(
  { name: "agent", addConnectionOptions: addAgentOptions, open: openAgent },
  (agent: AgentClient) => ({ agent }),
);
