import {
  type EndpointRequest,
  type FaultHookOf,
  type FaultyService,
  http,
  json,
  type RecordedRequest,
  ScriptedJob,
  type ScriptedResponse,
  startFaultyService,
} from "@jobwire/testing";

/** The one job of a {@link ScriptedGateway}. */
export const jobId = "raysubmit_scripted";

/** A request and what it is for. `log` reads what there is, `live` follows. */
export interface GatewayRequest extends EndpointRequest {
  readonly endpoint: "get" | "list" | "log" | "live" | "other";
}

/** A gateway in memory that says exactly what a test wants: the status of a job, its log, and whether the log is closed. */
export interface ScriptedGateway extends FaultyService<GatewayRequest> {
  readonly job: ScriptedJob<string>;
  /** The log is complete from now on, whatever the job's status is. */
  readonly closeLog: () => void;
  /** Ends every response that follows the log, as a gateway does once a minute. */
  readonly endResponses: () => void;
}

const offsetText = (bytes: number): string => String(bytes).padStart(16, "0");
const utf8 = new TextDecoder();

const endpointOf = ({ path, query }: RecordedRequest): GatewayRequest["endpoint"] => {
  if (path.endsWith("/log")) return query.has("live") ? "live" : "log";
  return path.endsWith("/jobs") ? "list" : path.endsWith(`/jobs/${jobId}`) ? "get" : "other";
};

/** An event with text, if any, and the control event after it. */
export const events = (text: string, control: object): string => {
  const data =
    text === ""
      ? ""
      : `event: data\n${text
          .split("\n")
          .map((line) => `data: ${line}\n`)
          .join("")}\n`;
  return `${data}event: control\ndata: ${JSON.stringify(control)}\n\n`;
};

/** Starts a {@link ScriptedGateway} on loopback. */
export const startScriptedGateway = async ({
  log = "",
  status = "RUNNING",
  chunkBytes = 1000,
  fault,
}: {
  readonly log?: string;
  readonly status?: string;
  readonly chunkBytes?: number;
  readonly fault?: FaultHookOf<GatewayRequest>;
}): Promise<ScriptedGateway> => {
  const job = new ScriptedJob<string>({ log, status });
  let closed = false;
  let generation = 0;
  const wireJob = (): object => ({
    id: jobId,
    status: job.status("get"),
    outcome: null,
    job: { type: "SUBMISSION", submissionId: jobId, jobId: null, status: job.status("get"), message: null },
  });
  async function* follow(from: number, signal: AbortSignal): AsyncGenerator<string> {
    const own = generation;
    for (let at = from, first = true; !signal.aborted && own === generation; first = false) {
      const change = job.log.changed(signal);
      const text = utf8.decode(job.log.slice(at));
      const ended = closed;
      if (text !== "" || first || ended) {
        at = Math.max(at, job.log.length);
        yield events(text, {
          streamNextOffset: offsetText(at),
          upToDate: true,
          ...(ended ? { streamClosed: true } : {}),
        });
      }
      if (ended) return;
      await change;
    }
  }
  const chunk = (from: number): ScriptedResponse => {
    const to = Math.min(job.log.length, from + chunkBytes);
    const atEnd = to === job.log.length;
    return http(job.log.slice(from, to), {
      headers: {
        "content-type": "text/plain; charset=utf-8",
        "stream-next-offset": offsetText(to),
        ...(atEnd ? { "stream-up-to-date": "true" } : {}),
        ...(atEnd && closed ? { "stream-closed": "true" } : {}),
      },
    });
  };
  const service = await startFaultyService<GatewayRequest>(
    {
      understand: (request) => Object.assign(request, { endpoint: endpointOf(request) }),
      arrived: () => {},
      refuse: () => undefined,
      answer: ({ endpoint, query, signal }) => {
        const from = Number(query.get("offset") ?? 0);
        if (endpoint === "get") return json(wireJob());
        if (endpoint === "list") return json({ jobs: [wireJob()] });
        const tail = query.get("tail");
        if (tail !== null) {
          const at = tail === "0" ? job.log.length : job.log.tailStart(Number(tail));
          return http("", { headers: { "stream-next-offset": offsetText(at) } });
        }
        if (endpoint === "log") return chunk(from);
        if (endpoint === "live")
          return http(follow(from, signal), { headers: { "content-type": "text/event-stream" }, framing: "chunked" });
        return json({ title: "nothing here" }, { status: 404 });
      },
    },
    { fault },
  );
  return {
    ...service,
    job,
    closeLog: () => {
      closed = true;
      job.log.wake();
    },
    endResponses: () => {
      generation += 1;
      job.log.wake();
    },
  };
};
