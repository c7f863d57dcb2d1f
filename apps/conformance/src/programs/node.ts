/** The client program of Node 22, 24 and 26. */
import * as exported from "@jobwire/node";
import { gateway } from "@jobwire/gateway/client";
import { kubernetes } from "@jobwire/example-kubernetes";
import { processProgram } from "../program/process-program.ts";

const { agent, nodeAdapter, ray, reasoner } = exported;

const { gc } = globalThis;
if (gc === undefined) throw new Error("gc() is missing. Run this program with --expose-gc.");
await processProgram(
  nodeAdapter.runtime,
  { ray, agent, reasoner, kubernetes: (options) => kubernetes(nodeAdapter, options), gateway, exported },
  gc,
);
