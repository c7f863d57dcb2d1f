import type * as Effect from "effect/Effect";
import type { ConnectionFailed } from "./errors.ts";
import type * as liveCode from "./live-code.ts";
import { loadedCode } from "./loaded-code.ts";

/** The code of live connections. A tail loads it before its first request, so that it needs no more code after a failure of the network. */
export const loadedLiveCode: Effect.Effect<typeof liveCode, ConnectionFailed> = loadedCode(
  () => import("./live-code.ts"),
);
