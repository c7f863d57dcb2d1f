/** The client program of Bun. */
import { agent, bunAdapter, ray, reasoner } from "@jobwire/bun";
import { gateway } from "@jobwire/gateway/client";
import { kubernetes } from "@jobwire/example-kubernetes";
import { processProgram } from "../program/process-program.ts";

const { Bun } = globalThis as unknown as { readonly Bun: { readonly gc: (now: true) => void } };
await processProgram(
  bunAdapter.runtime,
  { ray, agent, reasoner, kubernetes: (options) => kubernetes(bunAdapter, options), gateway },
  () => Bun.gc(true),
);
