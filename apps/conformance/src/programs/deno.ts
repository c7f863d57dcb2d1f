/** The client program of Deno. */
import * as exported from "@jobwire/deno";
import { gateway } from "@jobwire/gateway/client";
import { kubernetes } from "@jobwire/example-kubernetes";
import { processProgram } from "../program/process-program.ts";

const { agent, denoAdapter, ray, reasoner } = exported;

const { gc } = globalThis;
if (gc === undefined) throw new Error("gc() is missing. Run this program with --v8-flags=--expose-gc.");
await processProgram(
  denoAdapter.runtime,
  { ray, agent, reasoner, kubernetes: (options) => kubernetes(denoAdapter, options), gateway, exported },
  gc,
);
