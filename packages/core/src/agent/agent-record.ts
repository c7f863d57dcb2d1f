/** An object of the agent under its own names. No schema of an agent is public, so the client renames and omits nothing. */
export type AgentRecord = Readonly<Record<string, unknown>>;
