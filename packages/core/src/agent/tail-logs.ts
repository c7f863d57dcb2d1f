import { Effect, Stream } from "effect";
import type { Adapter } from "../adapter.ts";
import { checked } from "../client/checked.ts";
import type { JobwireError } from "../errors.ts";
import { InvalidRequest } from "../errors.ts";
import type { RetryBudget } from "../poll/retry-budget.ts";
import type { TailBatch } from "../tail/options.ts";
import { tailStream } from "../tail/tail.ts";
import type { AgentApi } from "./api.ts";
import type { EffectAgentTailOptions } from "./effects.ts";
import { openAgentApi } from "./open-api.ts";
import { streamLimits } from "./stream-limits.ts";
import { makeAgentTailBackend } from "./tail-backend.ts";
import { agentTimes } from "./timeouts.ts";
import type { AgentOptions } from "./types.ts";

/** What the tails of one client share. */
export interface AgentTails {
  readonly adapter: Adapter;
  readonly options: AgentOptions;
  readonly api: AgentApi;
  readonly budget: RetryBudget;
  readonly retryForMs: number;
  readonly pollIntervalMs: number;
}

const protocols: ReadonlyArray<unknown> = ["auto", "websocket", "http", undefined];

/** Follows a job's log to its proven end; the id is checked. Wrong options are `InvalidRequest` (reason `local`), before a request. */
export const agentTail = (
  tails: AgentTails,
  id: string,
  own: EffectAgentTailOptions,
): Stream.Stream<TailBatch, JobwireError> =>
  Stream.unwrap(
    Effect.map(
      checked(() => {
        const { streamLimits: ownLimits, timeoutMs, connectMs, idleMs, ...rest } = own;
        if (!protocols.includes(rest.protocol))
          throw new InvalidRequest({ message: "`protocol` must be `auto`, `websocket` or `http`", reason: "local" });
        const { times } = tails.api.http;
        const wanted = agentTimes({ timeoutMs, connectMs, idleMs }, { connectMs: times.headMs, idleMs: times.idleMs });
        const same = wanted.connectMs === times.headMs && wanted.idleMs === times.idleMs;
        const api = same ? tails.api : openAgentApi(tails.adapter, { ...tails.options, timeouts: wanted });
        return { api, wanted, rest, limits: streamLimits(ownLimits, tails.options.streamLimits) };
      }),
      ({ api, wanted, rest, limits }) =>
        tailStream(
          makeAgentTailBackend(api, id),
          { ...rest, limits },
          {
            idleMs: wanted.idleMs,
            retryForMs: tails.retryForMs,
            pollIntervalMs: tails.pollIntervalMs,
            budget: tails.budget,
            messages: "lines",
          },
        ),
    ),
  );
