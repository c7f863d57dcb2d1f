import type { ScriptedResponse } from "./response.ts";
import { applyFault, type Fault } from "./fault.ts";
import { type FaultServer, type FaultServerOptions, startFaultServer } from "./fault-server.ts";
import type { RecordedRequest } from "./recorded-request.ts";

/** A request with its meaning for the server. */
export interface EndpointRequest extends RecordedRequest {
  /** The endpoint that the method and the path select, in the server's own names. */
  readonly endpoint: string;
}

/** Chooses the fault for `request`, the `nth` (from 0) to its endpoint. Undefined: no fault. */
export type FaultHookOf<Request extends EndpointRequest> = (
  request: Request,
  nth: number,
) => Fault | undefined | Promise<Fault | undefined>;

/** The regular behaviour of one kind of server. */
export interface Protocol<Request extends EndpointRequest> {
  /** Classifies a request. Returns the same object, so that its outcome and messages appear in it too. */
  understand(request: RecordedRequest): Request;
  /** Called at each request before anything else. */
  arrived(): void;
  /** The response to a request that is refused; undefined lets it pass. */
  refuse(request: Request): ScriptedResponse | undefined;
  /** The regular response. Carries out a POST, PATCH or DELETE. */
  answer(request: Request): ScriptedResponse | Promise<ScriptedResponse>;
}

/** Options of {@link startFaultyService}. */
export interface FaultyServiceOptions<Request extends EndpointRequest> extends FaultServerOptions {
  /** Decides for each request which fault spoils its response, if any. Default: none does. */
  readonly fault?: FaultHookOf<Request> | undefined;
}

/** A server that implements a protocol correctly, except for the scripted faults. */
export interface FaultyService<Request extends EndpointRequest> {
  /** Without a slash at the end. */
  readonly url: string;
  /** The server underneath: recorded requests, problems, refused connections, resets. */
  readonly server: FaultServer;
  /** Replaces the fault hook; undefined removes it. */
  setFault(fault: FaultHookOf<Request> | undefined): void;
  /** The requests to one endpoint. */
  requestsTo(endpoint: Request["endpoint"]): readonly Request[];
  /** Connections accepted and not yet closed by both sides. */
  openSockets(): number;
  /** Stops listening and destroys all connections. */
  close(): Promise<void>;
  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a {@link FaultyService} on loopback.
 *
 * @example
 * ```ts
 * import { cutAfter, json, startFaultyService } from "@jobwire/testing";
 *
 * // A server of your own protocol whose second response is cut after 3 bytes.
 * let requests = 0;
 * const service = await startFaultyService(
 *   {
 *     understand: (request) => Object.assign(request, { endpoint: request.path.slice(1) }),
 *     arrived: () => {},
 *     refuse: () => undefined,
 *     answer: ({ endpoint }) => json({ endpoint }),
 *   },
 *   { fault: () => (++requests === 2 ? cutAfter(3) : undefined) },
 * );
 * console.log(await (await fetch(`${service.url}/jobs`)).json());
 * await service.close();
 * ```
 */
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
        // A refused request has no effect, whatever response its sender gets.
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
