/** The client program of Deno. */
import { denoAdapter, ray } from "@jobwire/deno";
import { processProgram } from "../program/process-program.ts";

const { gc } = globalThis;
if (gc === undefined) throw new Error("run it with --v8-flags=--expose-gc");
await processProgram(denoAdapter.runtime, { ray }, gc);
