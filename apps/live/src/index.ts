/**
 * Real Ray heads for the live suite and the benchmarks: private, on loopback, and stopped by their own process ids.
 *
 * @module
 */
export { type HeadOptions, type RayHead, type StartAgainOptions, startHead } from "./head/head.ts";
export type { HeadPorts } from "./head/ports.ts";
export { directoryOf, environmentOf, markedProcesses, type SeenProcess, signalProcess } from "./head/processes.ts";
export { findRayVenv, OLD_RAY_VERSION, RAY_VERSION, type RayVenv } from "./head/venv.ts";
export { crashJobModule, endAgent, endDashboard } from "./head/dashboard.ts";
export { type CutAtOptions, type CutAtProxy, startCutAtProxy } from "./proxy/cut-at-proxy.ts";
