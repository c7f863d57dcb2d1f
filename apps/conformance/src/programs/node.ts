/** The client program of Node 22, 24 and 26. */
import { agent, nodeAdapter, ray, reasoner } from "@jobwire/node";
import { gateway } from "@jobwire/gateway/client";
import { kubernetes } from "@jobwire/example-kubernetes";
import { processProgram } from "../program/process-program.ts";

const { gc } = globalThis;
if (gc === undefined) throw new Error("gc() is missing. Run this program with --expose-gc.");
await processProgram(
  nodeAdapter.runtime,
  { ray, agent, reasoner, kubernetes: (options) => kubernetes(nodeAdapter, options), gateway },
  gc,
);
