import type { Answer } from "./answer.ts";
import { applyFault, type Fault } from "./fault.ts";
import { type FaultServer, type FaultServerOptions, startFaultServer } from "./fault-server.ts";
import type { RecordedRequest } from "./recorded-request.ts";

/** A request with what it means to the server. */
export interface EndpointRequest extends RecordedRequest {
  readonly endpoint: string;
}

/** Says what goes wrong with the answer to `request`, the `nth` (from 0) to its endpoint. Undefined: nothing. */
export type FaultHookOf<Request extends EndpointRequest> = (
  request: Request,
  nth: number,
) => Fault | undefined | Promise<Fault | undefined>;

/** What one kind of server says while nothing goes wrong. */
export interface Protocol<Request extends EndpointRequest> {
  /** Finds out what a request is for. The same object comes back, so that its outcome and messages are seen in it, too. */
  understand(request: RecordedRequest): Request;
  /** Called at each request before anything else. */
  arrived(): void;
  /** The answer to a request that may not pass; undefined lets it. */
  refuse(request: Request): Answer | undefined;
  /** The proper answer. Does what a POST, PATCH or DELETE asks for. */
  answer(request: Request): Answer | Promise<Answer>;
}

/** Options of {@link startFaultyService}. */
export interface FaultyServiceOptions<Request extends EndpointRequest> extends FaultServerOptions {
  readonly fault?: FaultHookOf<Request> | undefined;
}

/** A server that speaks a protocol properly, but for the faults it is told. */
export interface FaultyService<Request extends EndpointRequest> {
  /** Without a slash at the end. */
  readonly url: string;
  /** The server underneath: recorded requests, problems, refusing, resets. */
  readonly server: FaultServer;
  /** Replaces the fault hook; undefined: nothing goes wrong any more. */
  setFault(fault: FaultHookOf<Request> | undefined): void;
  /** The requests to one endpoint. */
  requestsTo(endpoint: Request["endpoint"]): readonly Request[];
  openSockets(): number;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a {@link FaultyService} on loopback. */
export async function startFaultyService<Request extends EndpointRequest>(
  protocol: Protocol<Request>,
  { fault: firstFault, ...options }: FaultyServiceOptions<Request>,
): Promise<FaultyService<Request>> {
  const counts = new Map<string, number>();
  let fault = firstFault;

  const server = await startFaultServer(options);
  server.on(
    () => true,
    async (recorded) => {
      const request = protocol.understand(recorded);
      const nth = counts.get(request.endpoint) ?? 0;
      counts.set(request.endpoint, nth + 1);
      protocol.arrived();
      const wrong = await fault?.(request, nth);
      if (wrong?.kind === "instead") {
        // A request that may not pass does nothing, whatever its sender is told.
        if (wrong.applied && protocol.refuse(request) === undefined) await protocol.answer(request);
        return wrong.answer;
      }
      const answer = protocol.refuse(request) ?? (await protocol.answer(request));
      return wrong === undefined ? answer : applyFault(answer, wrong);
    },
  );

  return {
    url: server.url,
    server,
    setFault(hook) {
      fault = hook;
    },
    requestsTo: (endpoint) =>
      server.requests.map((one) => protocol.understand(one)).filter((one) => one.endpoint === endpoint),
    openSockets: () => server.openSockets(),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
