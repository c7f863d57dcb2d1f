/** The client program of Deno. */
import { agent, denoAdapter, ray, reasoner } from "@jobwire/deno";
import { gateway } from "@jobwire/gateway/client";
import { kubernetes } from "@jobwire/example-kubernetes";
import { processProgram } from "../program/process-program.ts";

const { gc } = globalThis;
if (gc === undefined) throw new Error("gc() is missing. Run this program with --v8-flags=--expose-gc.");
await processProgram(
  denoAdapter.runtime,
  { ray, agent, reasoner, kubernetes: (options) => kubernetes(denoAdapter, options), gateway },
  gc,
);
