import {
  type AgentOptions,
  directAccess,
  programmaticAccessToken,
  type RayOptions,
  type ReasonerOptions,
  sql,
  type TailPosition,
  type TailStatus,
} from "@jobwire/core";
import type { Bench, Surface, SystemSurface, Transport } from "../../case/conformance-case.ts";
import type { GatewayClientOptions } from "@jobwire/gateway/client";
import type { KubernetesOptions } from "@jobwire/example-kubernetes";
import { until } from "../../case/checks.ts";
import { begin, type Begun, protocolOf } from "../ray/logs.ts";

/** The hands of every fault world; see log-world.ts. */
type LogHands = {
  readonly lineCount: () => number;
  readonly end: () => void;
};

/** The one job of every fault world. */
export const jobId = "raysubmit_scripted00000000";
/** The same for Kubernetes, whose names have no underscores. */
export const kubernetesJob = "scripted-job";
/** The credential that every client of a fault case sends. */
export const token = "conformance-fault-token";
/** The type of the reasoner's job; both backends keep it in their table of jobs. */
export const reasonerType = "Prescriptive";

/** How the cases of one kind reach a surface. */
export interface Ways {
  readonly surface: SystemSurface;
  readonly transports: ReadonlyArray<Transport>;
}

/** Every way to read a log, or a reasoner's events. */
export const logWays: ReadonlyArray<Ways> = [
  { surface: "ray", transports: ["http", "plain", "websocket"] },
  { surface: "agent", transports: ["http", "plain", "websocket"] },
  { surface: "reasoner", transports: ["direct-access", "sql"] },
];

/** Every way to make single calls. */
export const callWays: ReadonlyArray<Ways> = [
  { surface: "ray", transports: ["unary"] },
  { surface: "agent", transports: ["unary"] },
  { surface: "reasoner", transports: ["direct-access", "sql"] },
];

/** Options of all clients; `url` and `token` replace the world's. */
export interface ClientOptions {
  readonly url?: string;
  readonly token?: string | (() => string);
  readonly timeouts?: { readonly connectMs?: number; readonly idleMs?: number; readonly requestMs?: number };
  readonly retryForMs?: number;
  readonly pollIntervalMs?: number;
}

/** Options of a tail, or of a stream of events. */
export interface ReadOptions {
  readonly id?: string;
  readonly signal?: AbortSignal;
  readonly onStatus?: (status: TailStatus) => void;
  readonly idleMs?: number;
  readonly timeoutMs?: number;
  readonly maxLineBytes?: number;
  readonly from?: unknown;
}

/** Options of a wait. */
export interface WaitOptions {
  readonly id?: string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly onChange?: (status: string) => void;
  readonly onRetry?: (delayMs: number) => void;
}

/** A log that is being read, with its last position. */
export interface Reading extends Begun {
  readonly position: () => unknown;
}

/** One client of any surface, with the operations that all of them have. */
export interface Subject {
  /** Reads the job and returns its status. */
  readonly get: (options?: {
    readonly id?: string;
    readonly signal?: AbortSignal;
    readonly timeoutMs?: number;
  }) => Promise<string>;
  /** Waits for the job's end and returns its status. */
  readonly wait: (options?: WaitOptions) => Promise<string>;
  /** A write: stops the job, or cancels a reasoner's. */
  readonly stop: () => Promise<unknown>;
  readonly read: (options?: ReadOptions) => Reading;
  readonly close: () => Promise<void>;
  /** The client itself, for checks of its own fields. */
  readonly client: unknown;
}

const defined = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;

const withStatus = (onChange: ((status: string) => void) | undefined) =>
  onChange &&
  ((job: { readonly status?: unknown; readonly state?: unknown }) => onChange(String(job.status ?? job.state)));
const withRetryDelay = (onRetry: ((delayMs: number) => void) | undefined) =>
  onRetry && ((_: unknown, delayMs: number) => onRetry(delayMs));

/** Makes a client of the cell's surface. The program closes it after the case. */
export const subjectOf = (
  bench: Bench,
  surface: Surface,
  { url = bench.url, token: own = token, ...options }: ClientOptions = {},
): Subject => {
  switch (surface) {
    case "ray":
      return raySubject(bench, { address: url, token: own, allowInsecureToken: true, ...options });
    case "agent":
      return agentSubject(bench, { address: url, agentToken: own, allowInsecureToken: true, ...options });
    case "gateway":
      return gatewaySubject(bench, { address: url, token: own, allowInsecureToken: true, ...options });
    case "kubernetes":
      // The example takes neither functions nor time limits.
      return kubernetesSubject(bench, { address: url, token: typeof own === "string" ? own : own(), ...options });
    case "reasoner": {
      const backend =
        bench.transport === "sql"
          ? sql({
              account: url,
              credentials: programmaticAccessToken(typeof own === "string" ? own : own()),
              allowInsecureToken: true,
            })
          : directAccess({ address: url, token: own, allowInsecureToken: true });
      return reasonerSubject(bench, { backend, ...options });
    }
  }
};

/** The jobs of a client whose ids are texts. Methods, so that clients with their own options fit. */
interface TextIdJobs {
  get(id: string, options?: object): Promise<{ readonly status: string }>;
  wait(id: string, options?: object): Promise<{ readonly status: string }>;
  stop(id: string): Promise<unknown>;
  tailLogs(id: string, options?: object): ReturnType<Parameters<typeof reading>[0]>;
}

/** Such a client as a subject; `own` is the job's id where a case names none, `tail` further options of every tail. */
const textIdSubject = (
  client: { readonly close: () => Promise<void> },
  jobs: TextIdJobs,
  own: string,
  tail: object = {},
): Subject => ({
  client,
  get: async ({ id = own, ...call } = {}) => (await jobs.get(id, call)).status,
  wait: async ({ id = own, onChange, onRetry, ...wait } = {}) =>
    (await jobs.wait(id, defined({ ...wait, onChange: withStatus(onChange), onRetry: withRetryDelay(onRetry) })))
      .status,
  stop: () => jobs.stop(own),
  read: ({ id = own, from, maxLineBytes, ...read } = {}) =>
    reading((kept) =>
      jobs.tailLogs(id, {
        ...tail,
        ...read,
        ...(from === undefined ? {} : { from }),
        ...(maxLineBytes === undefined ? {} : { limits: { maxHeldLineBytes: maxLineBytes } }),
        ...kept,
      }),
    ),
  close: () => client.close(),
});

const raySubject = (bench: Bench, options: RayOptions): Subject => {
  const client = bench.ray(options);
  return textIdSubject(client, client.jobs, jobId, { protocol: protocolOf(bench.transport) });
};

const agentSubject = (bench: Bench, options: AgentOptions): Subject => {
  const client = bench.agent(options);
  const { jobs } = client;
  const none = Number.MAX_SAFE_INTEGER;
  return {
    client,
    get: async ({ id = jobId, ...call } = {}) => String((await jobs.get(id, call)).status),
    wait: async ({ id = jobId, onChange, onRetry, ...wait } = {}) =>
      String(
        (await jobs.wait(id, defined({ ...wait, onChange: withStatus(onChange), onRetry: withRetryDelay(onRetry) })))
          .status,
      ),
    stop: () => jobs.stop(jobId),
    read: ({ id = jobId, from, maxLineBytes, ...read } = {}) =>
      reading((kept) =>
        jobs.tailLogs(id, {
          protocol: protocolOf(bench.transport),
          limits: {
            maxMessages: none,
            maxLines: none,
            maxBytes: none,
            maxLineBytes: maxLineBytes ?? none,
            ...(maxLineBytes === undefined ? {} : { oversize: "error" }),
          },
          ...read,
          ...(from === undefined ? {} : { from: from as TailPosition }),
          ...kept,
        }),
      ),
    close: () => client.close(),
  };
};

/** The name of the Ray cluster of every gateway. */
export const gatewaySystem = "training";

const gatewaySubject = (bench: Bench, options: Partial<GatewayClientOptions>): Subject => {
  const client = bench.gateway(options);
  return textIdSubject(client, client.ray(gatewaySystem).jobs, jobId);
};

const kubernetesSubject = (bench: Bench, options: Partial<KubernetesOptions>): Subject => {
  const jobs = bench.kubernetes(options);
  return textIdSubject(jobs, jobs, kubernetesJob);
};

/** The lines of a tail, and the position of its last batch. */
const reading = (
  make: (kept: object) => {
    readonly batches: () => AsyncIterable<{ readonly lines: ReadonlyArray<string>; readonly position: TailPosition }>;
  },
): Reading => {
  let position: TailPosition | undefined;
  const begun = begin(() => {
    const tail = make({});
    return {
      ...(tail as ReturnType<Parameters<typeof begin>[0]>),
      async *batches() {
        for await (const batch of tail.batches()) {
          ({ position } = batch);
          yield batch as never;
        }
      },
    };
  });
  return { ...begun, position: () => position };
};

const reasonerSubject = (bench: Bench, options: ReasonerOptions): Subject => {
  const client = bench.reasoner(options);
  const { jobs } = client;
  return {
    client,
    get: async ({ id = jobId, ...call } = {}) => String((await jobs.get({ reasonerType, id }, call)).state),
    wait: async ({ id = jobId, onChange, onRetry, ...wait } = {}) =>
      String(
        (
          await jobs.wait(
            { reasonerType, id },
            defined({ ...wait, onChange: withStatus(onChange), onRetry: withRetryDelay(onRetry) }),
          )
        ).state,
      ),
    stop: () => jobs.stop({ reasonerType, id: jobId }),
    read: ({ id = jobId, signal, timeoutMs, from } = {}) => {
      const lines: Array<string> = [];
      let position: unknown;
      const over = (async () => {
        const own = defined({ signal, timeoutMs: timeoutMs, from: from as never });
        for await (const page of jobs.events({ reasonerType, id }, own).pages()) {
          lines.push(...page.events.map((event) => String(event["message"])));
          ({ position } = page);
        }
        return lines;
      })();
      over.catch(() => {});
      return { lines, over, position: () => position };
    },
    close: () => client.close(),
  };
};

/** Reads a log to its present end, ends its job, and compares all lines with the log. */
export const readToEnd = async (bench: Bench<LogHands>, surface: Surface, options: ReadOptions = {}): Promise<void> => {
  const { lines, over } = subjectOf(bench, surface).read(options);
  const count = await bench.hand.lineCount();
  await until(() => lines.length >= count, "all lines");
  await bench.hand.end();
  await bench.checkLines(await over);
};

/** Whether a job succeeded, by any service's status. */
export const isSuccess = (status: string): boolean => /^(?:SUCCEEDED|COMPLETED|Complete)$/.test(status);

/** Waits until as many lines were read as the log has now. */
export const untilAllRead = async (bench: Bench<LogHands>, lines: ReadonlyArray<string>): Promise<void> => {
  const count = await bench.hand.lineCount();
  await until(() => lines.length >= count, "all lines");
};
