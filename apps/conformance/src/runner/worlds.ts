import { startScriptedCluster } from "@jobwire/example-kubernetes/scripted-cluster";
import { ray } from "@jobwire/node";
import {
  type AgentFaultHook,
  type EndpointRequest,
  type FaultHook,
  type FaultHookOf,
  type FaultServer,
  type HttpResponse,
  type ReasonerFault,
  startFaultServer,
  startFaultyAgent,
  startFaultyRay,
  startReferenceAgent,
  startReferenceRay,
  startReferenceReasoner,
} from "@jobwire/testing";
import { http, instead } from "@jobwire/testing/faults";
import type { Makers, RayService, Surface, World } from "../case/conformance-case.ts";
import type { PlannedCell } from "./plan.ts";
import { pagesPath, type Pages } from "./pages.ts";
import { sentSecrets } from "./sent-secrets.ts";
import { startFaultyGateway } from "./faulty-gateway.ts";
import { startFront } from "./front.ts";

/** The user's own service, in place of the reference one. */
export interface TargetService {
  readonly surface: Surface;
  readonly url: string;
  readonly token: string | undefined;
}

/** The settings of worlds. */
export interface WorldOptions {
  /** The page that a browser gets at the service's own origin. */
  readonly pages?: Pages | undefined;
  readonly target?: TargetService | undefined;
}

/** A world with its servers. */
export interface OpenWorld {
  readonly world: World;
  /** Closes the servers; returns their problems: requests without a script, and requests that the client left open. */
  readonly close: () => Promise<ReadonlyArray<string>>;
}

/** Starts the servers of a cell. Closes those that started before a failure. */
export const openWorld = async (cell: PlannedCell, options: WorldOptions = {}): Promise<OpenWorld> => {
  const scripted: Array<FaultServer> = [];
  const closers: Array<() => Promise<void>> = [];
  const { pages, target } = options;
  let sent = (): ReadonlyArray<string> => [];
  const close = async (): Promise<ReadonlyArray<string>> => {
    const problems = [...(await problemsOf(scripted)), ...sent()];
    await Promise.all(closers.map((one) => one()));
    return problems;
  };
  const makers: Makers = {
    async faultyRay(options) {
      const server = await startFaultyRay(options);
      const setFault = (hook: FaultHook | undefined): void => server.setFault(withPages(hook, pages));
      setFault(options.fault);
      scripted.push(server.server);
      closers.push(() => server.close());
      return { ...server, setFault };
    },
    async faultyAgent(options) {
      const server = await startFaultyAgent(options);
      const setFault = (hook: AgentFaultHook | undefined): void => server.setFault(withPages(hook, pages));
      setFault(options.fault);
      scripted.push(server.server);
      closers.push(() => server.close());
      return { ...server, setFault };
    },
    async agentService(options) {
      if (target === undefined) {
        const token = options?.token ?? "conformance-agent-token";
        const fault = withPages(options?.fault, pages);
        const reference = await startReferenceAgent({
          killAfterMs: 500,
          ownPagesMayWrite: pages !== undefined,
          ...options,
          token,
          ...(fault === undefined ? {} : { fault }),
        });
        closers.push(() => reference.close());
        return { url: reference.baseUrl, token, reference };
      }
      const { url, token = "none" } = target;
      if (pages === undefined) return { url, token, reference: undefined };
      const front = await startFront(url, pages);
      closers.push(() => front.close());
      return { url: front.url, token, reference: undefined };
    },
    async reasonerService(options) {
      const reference = await startReferenceReasoner({ ownPagesMayWrite: pages !== undefined, ...options });
      const setFault = (hook: ReasonerFault | undefined): void => reference.setFault(withPages(hook, pages));
      setFault(options?.fault);
      scripted.push(reference.directAccess, reference.snowflake);
      closers.push(() => reference.close());
      return { ...reference, setFault };
    },
    async kubernetesCluster(options) {
      const cluster = await startScriptedCluster(options);
      const setFault: typeof cluster.setFault = (hook) => cluster.setFault(withPages(hook, pages));
      setFault(options?.fault);
      scripted.push(cluster.server);
      closers.push(() => cluster.close());
      return { ...cluster, setFault };
    },
    async gateway(options) {
      const gateway = await startFaultyGateway({ ...options, fault: withPages(options.fault, pages) });
      scripted.push(gateway.server);
      closers.push(() => gateway.close());
      return gateway;
    },
    async bareServer() {
      const server = await startFaultServer();
      const page = pageAnswers(pages);
      server.on(`GET ${pagesPath}*`, ({ path }) => page(path));
      scripted.push(server);
      closers.push(() => server.close());
      return server;
    },
    async rayService(options) {
      const service = target === undefined ? await referenceService(options) : targetService(target);
      closers.push(async () => {
        await service.cluster.close();
        await service.reference?.close();
      });
      if (pages === undefined) return service;
      const front = await startFront(service.url, pages);
      closers.push(() => front.close());
      return { ...service, url: front.url };
    },
  };
  try {
    const world = await cell.case.world(makers, cell.transport);
    sent = () => sentSecrets(cell.case.surface, world, scripted);
    return { world, close };
  } catch (error) {
    await close();
    throw error;
  }
};

const pageAnswers =
  (pages: Pages | undefined) =>
  (path: string): HttpResponse | undefined => {
    const page = pages?.(path);
    return page && http(page.body, { headers: { "content-type": page.contentType } });
  };

/** A browser's pages take precedence over scripted faults. */
const withPages = <Request extends EndpointRequest>(
  hook: FaultHookOf<Request> | undefined,
  pages: Pages | undefined,
): FaultHookOf<Request> | undefined => {
  if (pages === undefined) return hook;
  const page = pageAnswers(pages);
  return (request, nth) => {
    const answer = page(request.path);
    return answer === undefined ? hook?.(request, nth) : instead(answer);
  };
};

const referenceService = async (options: Parameters<Makers["rayService"]>[0]): Promise<RayService> => {
  const reference = await startReferenceRay({
    cpus: 64,
    ...options,
    clocks: { supervisorStartMs: 50, tailPollMs: 100, killAfterMs: 500, ...options?.clocks },
  });
  const token = options?.token;
  return {
    url: reference.url,
    token,
    reference,
    cluster: ray({ address: reference.url, ...(token === undefined ? {} : { token }) }),
  };
};

const targetService = ({ url, token }: TargetService): RayService => ({
  url,
  token,
  reference: undefined,
  cluster: ray({ address: url, ...(token === undefined ? {} : { token }) }),
});

/** A closed client has ended its requests; a second is far more than a loaded machine needs to notice, in milliseconds. */
const problemsOf = async (servers: ReadonlyArray<FaultServer>): Promise<ReadonlyArray<string>> => {
  const open = (): ReadonlyArray<string> =>
    servers.flatMap((server) =>
      server.requests
        // A response that stalls by its script counts as cut, and is open as long as its connection is.
        .filter(({ outcome, signal }) => outcome === "open" || (outcome === "cut" && !signal.aborted))
        .map(({ method, url }) => `left open: ${method} ${url}`),
    );
  for (let tries = 0; open().length > 0 && tries < 200; tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return [...servers.flatMap((server) => server.problems), ...open()];
};
