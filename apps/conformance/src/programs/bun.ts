/** The client program of Bun. */
import * as exported from "@jobwire/bun";
import { gateway } from "@jobwire/gateway/client";
import { kubernetes } from "@jobwire/example-kubernetes";
import { processProgram } from "../program/process-program.ts";

const { agent, bunAdapter, ray, reasoner } = exported;

const { Bun } = globalThis as unknown as { readonly Bun: { readonly gc: (now: true) => void } };
await processProgram(
  bunAdapter.runtime,
  { ray, agent, reasoner, kubernetes: (options) => kubernetes(bunAdapter, options), gateway, exported },
  () => Bun.gc(true),
);
