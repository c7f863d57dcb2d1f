import { createGateway, type Gateway, type System } from "@jobwire/gateway";
import { agent, directAccess, ray, reasoner } from "@jobwire/node";
import {
  type EndpointRequest,
  type FaultHookOf,
  type FaultyService,
  http,
  type RecordedRequest,
  type ScriptedResponse,
  startFaultyService,
} from "@jobwire/testing";
import { drop, instead } from "@jobwire/testing/faults";

/** A request to a gateway and its meaning. `log` and `events` read what there is, `live` follows either. */
export interface GatewayRequest extends EndpointRequest {
  readonly endpoint: "systems" | "list" | "get" | "submit" | "stop" | "delete" | "log" | "events" | "live" | "other";
}

/** A system behind a gateway. */
export interface SystemAddress {
  readonly kind: System["kind"];
  readonly url: string;
  /** The token that the gateway sends to it; its clients have another one. */
  readonly token: string;
  /** Default 300,000. */
  readonly retryForMs?: number;
}

/** Options of {@link startFaultyGateway}. */
export interface FaultyGatewayOptions {
  readonly systems: Readonly<Record<string, SystemAddress>>;
  /** The gateway asks for this token. */
  readonly token: string;
  readonly fault?: FaultHookOf<GatewayRequest> | undefined;
}

/** A real gateway with scripted faults between it and its clients. */
export interface FaultyGateway extends FaultyService<GatewayRequest> {
  /** Kills the gateway with all that it knows. Connections are dropped until `start`. */
  readonly kill: () => Promise<void>;
  /** Starts another gateway at the same address. */
  readonly start: () => void;
}

const jobEndpoints: Readonly<Record<string, GatewayRequest["endpoint"]>> = { GET: "get", DELETE: "delete" };

const endpointOf = ({ method, path, query }: RecordedRequest): GatewayRequest["endpoint"] => {
  const [, version, systems, , jobs, id, part] = path.split("/");
  if (version !== "v1" || systems !== "systems") return "other";
  if (jobs === undefined) return "systems";
  if (jobs !== "jobs") return "other";
  if (id === undefined) return method === "POST" ? "submit" : "list";
  if (part === undefined) return jobEndpoints[method] ?? "other";
  if (part === "stop") return "stop";
  if (part !== "log" && part !== "events") return "other";
  return query.has("live") ? "live" : part;
};

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) yield chunk;
}

const scripted = (response: Response): ScriptedResponse => {
  const { status, body } = response;
  // The length would contradict the chunks.
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== "content-length"));
  return body === null ? http("", { status, headers }) : http(chunksOf(body), { status, headers, framing: "chunked" });
};

const clientOf = ({ kind, url: address, token, retryForMs }: SystemAddress): System => {
  const times = { pollIntervalMs: 200, retryForMs };
  if (kind === "ray") return ray({ address, token, ...times });
  if (kind === "agent") return agent({ address, agentToken: token, ...times });
  return reasoner({ backend: directAccess({ address, token }), ...times });
};

/** Starts a {@link FaultyGateway} on loopback. */
export const startFaultyGateway = async ({
  systems: given,
  token,
  fault,
}: FaultyGatewayOptions): Promise<FaultyGateway> => {
  const systems = Object.fromEntries(Object.entries(given).map(([name, system]) => [name, clientOf(system)]));
  const make = (): Gateway =>
    createGateway({
      systems,
      authorize: ({ headers }) =>
        headers.get("authorization") === `Bearer ${token}` || new Response(null, { status: 401 }),
      // The servers behind it see soon that nobody reads a log.
      times: { keepMs: 500, sseMs: 20_000 },
      rate: { perSecond: 10_000, burst: 10_000 },
    });
  let gateway: Gateway | undefined = make();
  const dropped = () => instead(drop());
  const service = await startFaultyService<GatewayRequest>(
    {
      understand: (request) => Object.assign(request, { endpoint: endpointOf(request) }),
      arrived: () => {},
      refuse: () => undefined,
      answer: async ({ method, url, headers, body, signal }) => {
        const request = new Request(new URL(url, service.url), {
          method,
          headers,
          signal,
          ...(body.length === 0 ? {} : { body: body as Uint8Array<ArrayBuffer> }),
        });
        return gateway === undefined ? drop() : scripted(await gateway.fetch(request));
      },
    },
    { fault: (request, nth) => (gateway === undefined ? dropped() : fault?.(request, nth)) },
  );
  const kill = async (): Promise<void> => {
    const killed = gateway;
    gateway = undefined;
    service.server.resetAll();
    await killed?.close();
  };
  const close = async (): Promise<void> => {
    await kill();
    await Promise.all(Object.values(systems).map((system) => system.close()));
    await service.close();
  };
  return {
    ...service,
    kill,
    start: () => {
      gateway ??= make();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
};
