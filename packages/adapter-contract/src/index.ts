/**
 * The requirements of every adapter, as cases without a test runner: they run where the adapter runs, even in a page, against
 * servers that run on Node and are scripted over HTTP.
 *
 * @module
 */
export { adapterContract, casesFor } from "./adapter-contract.ts";
export { ContractBroken } from "./check.ts";
export type { Bench, ContractCase, Subject, TransportSettings } from "./contract-case.ts";
export { connectRig, type Rig, type Served } from "./rig.ts";
export { runCase } from "./run-case.ts";
export type { Seen, SeenRequest, WireResponse, WireBytes, WireScript } from "./wire-script.ts";
export type {} from "./vitest-context.ts";
