import type { FaultServer } from "@jobwire/testing";
import { drop, type Fault, instead, json, text } from "@jobwire/testing/faults";
import { numbered } from "../ray/logs.ts";
import type { Makers, SystemSurface, Transport, World } from "../../case/conformance-case.ts";
import { jobId, kubernetesJob, token } from "./backends.ts";

/** The text of one event each, when a log is sent as a reasoner's events; the service adds events of its own around them. */
const ownEvents = { before: "one\ntwo\n", after: "three\n" };

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A job's log, and its faults. */
export interface LogScript {
  /** Ends with a newline; for a reasoner each line is an event. */
  readonly log: string;
  /** The fault of the `nth` response (from 0) of the log's source. */
  readonly fault?: ((nth: number) => Fault | undefined | Promise<Fault | undefined>) | undefined;
  /** The fault of any other request. */
  readonly otherwise?: ((nth: number, endpoint: string) => Fault | undefined | Promise<Fault | undefined>) | undefined;
  /** The job ends when the source gets its next request after this many; default 1. `Infinity`: only the hand `end` ends it. */
  readonly endsAt?: number;
  /** The job has ended before the first request. */
  readonly ended?: boolean;
  /** With `auto`: the source whose responses get `fault`; the others have no faults. */
  readonly source?: Transport;
}

/** The runner's control over the job and its server. */
export interface LogHands {
  readonly [name: string]: (...args: Array<never>) => unknown;
  /** Number of requests to the source. */
  readonly asked: () => number;
  /** Lines of the log so far; a reasoner has two events before them. */
  readonly lineCount: () => number;
  /** Number of all requests so far. */
  readonly requests: () => number;
  /** Requests that the server is still processing. */
  readonly open: () => number;
  readonly append: (text: string) => void;
  readonly end: () => void;
  readonly replace: (text: string) => void;
  readonly forget: () => void;
  readonly remember: () => void;
  /**
   * Drops every connection, and each new one at its first request until `comeUp`. The port stays taken: a released port may belong to
   * another server when it is needed again.
   */
  readonly goDown: () => void;
  readonly comeUp: () => void;
  readonly resetAll: () => void;
  /** Accept-encoding of the last request to the source. */
  readonly acceptEncoding: () => string;
}

/** Whether a request is to the log source that a transport reads. */
const isSource = (surface: SystemSurface, transport: Transport, endpoint: string, statement?: string): boolean => {
  switch (surface) {
    case "ray":
      return endpoint === (transport === "websocket" ? "tail" : transport === "plain" ? "logs" : "file");
    case "agent":
      return endpoint === (transport === "websocket" ? "socket" : transport === "plain" ? "logs" : "stream");
    case "kubernetes":
      return endpoint === (transport === "plain" ? "log" : "follow");
    case "reasoner":
      return transport === "direct-access"
        ? endpoint === "getJobEvents"
        : endpoint === "getStatement" || (endpoint === "submitStatement" && /GET_JOB_EVENTS/.test(statement ?? ""));
  }
};

/** The responses of a server without the better sources, so that a tail reads the whole log in one response. */
const notHere: Readonly<Record<SystemSurface, Fault>> = {
  ray: instead(text("404: Not Found", { status: 404 })),
  // An agent's 404 is about the job.
  agent: instead(text("no streams here", { status: 501 })),
  reasoner: instead(text("", { status: 404 })),
  kubernetes: instead(text("no streams here", { status: 501 })),
};
const liveEndpoints: Readonly<Record<SystemSurface, ReadonlyArray<string>>> = {
  ray: ["file", "tail"],
  agent: ["stream", "socket"],
  reasoner: [],
  kubernetes: ["follow"],
};

/** The parts of a request that decide about its fault. */
interface LogRequest {
  readonly endpoint: string;
  readonly statement?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** A server with one job whose log is text; `end` lets the job succeed. */
interface LogServer {
  readonly url: string;
  readonly server: FaultServer;
  readonly append: (text: string) => void;
  readonly replaceLog: (text: string) => void;
  readonly end: () => void;
}

const startLogServer = async (
  makers: Makers,
  surface: Exclude<SystemSurface, "reasoner">,
  log: string,
  ended: boolean,
  fault: (request: LogRequest) => Fault | undefined | Promise<Fault | undefined>,
): Promise<LogServer> => {
  if (surface === "kubernetes") {
    const cluster = await makers.kubernetesCluster({ token, fault });
    const job = cluster.add(kubernetesJob, { log, status: ended ? "Complete" : "Running" });
    const { url, server } = cluster;
    return {
      url,
      server,
      append: (more) => job.append(more),
      replaceLog: (other) => job.replaceLog(other),
      end: () => job.setStatus("Complete"),
    };
  }
  const shared = { log, status: ended ? ("SUCCEEDED" as const) : ("RUNNING" as const), token, fault };
  const faulty =
    surface === "ray"
      ? await makers.faultyRay(shared)
      : await makers.faultyAgent({ ...shared, style: { socket: "text", stream: "plain" } });
  return { ...faulty, end: () => faulty.setStatus("SUCCEEDED") };
};

/** A server of any surface with one job whose log has the scripted faults. */
export const logWorld = async (
  makers: Makers,
  surface: SystemSurface,
  transport: Transport,
  script: LogScript,
): Promise<World<LogHands>> => {
  const { log, fault, otherwise, endsAt = 1, ended = false } = script;
  let asked = 0;
  let others = 0;
  let acceptEncoding = "";
  let forgotten = false;
  let down = false;
  const truth: Array<string> = [log];
  const hook = (request: LogRequest): Fault | undefined | Promise<Fault | undefined> => {
    const { endpoint, statement } = request;
    if (down) return instead(drop());
    if (forgotten) return unknown(surface, transport);
    if (isSource(surface, script.source ?? transport, endpoint, statement)) {
      const nth = asked++;
      acceptEncoding = request.headers["accept-encoding"] ?? "";
      if (nth >= endsAt) end();
      return fault?.(nth);
    }
    if (transport === "plain" && liveEndpoints[surface].includes(endpoint)) return notHere[surface];
    return otherwise?.(others++, endpoint);
  };
  let end = (): void => {};
  const common = (server: FaultServer) => ({
    asked: () => asked,
    lineCount: () => truth.join("").split(/\r\n|\r|\n/).length - 1 + (surface === "reasoner" ? 2 : 0),
    requests: () => server.requests.length,
    // A response that stalls by its script counts as cut, and is open as long as its connection is.
    open: () =>
      server.requests.filter(({ outcome, signal }) => outcome === "open" || (outcome === "cut" && !signal.aborted))
        .length,
    goDown: () => {
      down = true;
      server.resetAll();
    },
    comeUp: () => void (down = false),
    resetAll: () => server.resetAll(),
    forget: () => void (forgotten = true),
    remember: () => void (forgotten = false),
    acceptEncoding: () => acceptEncoding,
  });
  if (surface === "reasoner") {
    const reference = await makers.reasonerService({ token, fault: hook });
    const job = reference.addJob({ type: "SOLVER", reasoner: "eng1", code: "stay_running", id: jobId });
    const append = (more: string): void => {
      for (const line of more.split(/\r\n|\r|\n/).slice(0, -1)) job.addEvent(line);
    };
    append(log);
    end = () => job.end({ state: "COMPLETED" });
    if (ended) end();
    return {
      url: transport === "sql" ? reference.snowflakeUrl : reference.url,
      token,
      truth: () => bytesOf(ownEvents.before + truth.join("") + ownEvents.after),
      hands: {
        ...common(transport === "sql" ? reference.snowflake : reference.directAccess),
        append: (more) => {
          truth.push(more);
          append(more);
        },
        end: () => end(),
        replace: () => {},
      },
    };
  }
  const faulty = await startLogServer(makers, surface, log, ended, hook);
  end = faulty.end;
  return {
    url: faulty.url,
    token,
    truth: () => bytesOf(truth.join("")),
    hands: {
      ...common(faulty.server),
      append: (more) => {
        truth.push(more);
        faulty.append(more);
      },
      end: () => end(),
      replace: (other) => faulty.replaceLog(other),
    },
  };
};

/** A server's response about a job that it does not know. */
const unknown = (surface: SystemSurface, transport: Transport): Fault => {
  if (surface !== "reasoner") return instead(text(`Job ${jobId} does not exist`, { status: 404 }));
  return transport === "sql"
    ? instead(json({ code: "392604", message: "remote service error: 404, job not found" }, { status: 422 }))
    : instead(json({ message: "job not found" }, { status: 404 }));
};

/** A job that runs until the case ends it. */
export const running: LogScript = { log: numbered(10), endsAt: Number.POSITIVE_INFINITY };
