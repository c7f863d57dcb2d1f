/** An object of the agent under its own names: no schema of an agent is public, so nothing is renamed or left out. */
export type AgentRecord = Readonly<Record<string, unknown>>;
