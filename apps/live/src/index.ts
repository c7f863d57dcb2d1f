/**
 * Real Ray heads for the live suite and the benchmarks: private, on loopback, and stopped by their own process ids.
 *
 * @module
 */
export { type HeadOptions, type RayHead, startHead } from "./head/head.ts";
export type { RayNode } from "./head/node.ts";
export { findRayVenv, RAY_VERSION } from "./head/venv.ts";
export { pauseStore } from "./head/pause-store.ts";
export { crashJobModule, endAgent, endDashboard } from "./head/dashboard.ts";
export { startCutAtProxy } from "./proxy/cut-at-proxy.ts";
export { type Nginx, type NginxPlace, startNginx } from "./proxy/nginx.ts";
export { startCountingProxy } from "./proxy/counting-proxy.ts";
export { startTokenProxy } from "./proxy/token-proxy.ts";
export { findPython } from "./venv.ts";
export { type Caddy, startCaddy } from "./proxy/caddy.ts";
