import type * as Node from "@jobwire/node";

/** The clients of a runtime, and the functions that read its files and environment. */
export type Clients = Pick<
  typeof Node,
  | "agent"
  | "agentFromEnv"
  | "expandRuntimeEnv"
  | "fromEnv"
  | "localPackages"
  | "packagingFromEnv"
  | "ray"
  | "reasoner"
  | "reasonerFromEnv"
>;

/** The package for the runtime that runs this command. The others stay unread. */
export const clients = (): Promise<Clients> => {
  if (process.versions["bun"] !== undefined) return import("@jobwire/bun");
  if (process.versions["deno"] !== undefined) return import("@jobwire/deno");
  return import("@jobwire/node");
};
