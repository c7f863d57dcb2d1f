/** The client program of Bun. */
import { bunAdapter, ray } from "@jobwire/bun";
import { processProgram } from "../program/process-program.ts";

const { Bun } = globalThis as unknown as { readonly Bun: { readonly gc: (now: true) => void } };
await processProgram(bunAdapter.runtime, { ray }, () => Bun.gc(true));
