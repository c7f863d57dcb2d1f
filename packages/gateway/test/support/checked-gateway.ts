import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { agent, directAccess, ray, reasoner } from "@jobwire/node";
import {
  createSpecValidator,
  type ReferenceAgent,
  type ReferenceRay,
  type ReferenceReasoner,
  startReferenceAgent,
  startReferenceRay,
  startReferenceReasoner,
} from "@jobwire/testing";
import { expect, onTestFinished } from "vitest";
import { createGateway } from "../../src/node.ts";
import type { GatewayOptions } from "../../src/options.ts";

const spec = createSpecValidator(
  readFileSync(createRequire(import.meta.resolve("@jobwire/testing")).resolve("@jobwire/specs/gateway.yaml"), "utf8"),
);
const token = "reference-token-0001";

/** A response, read whole and checked against specs/gateway.yaml. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: () => Record<string, unknown>;
}

/** A gateway over a reference server of each kind. */
export interface CheckedGateway {
  readonly cluster: ReferenceRay;
  readonly device: ReferenceAgent;
  readonly service: ReferenceReasoner;
  readonly ask: (path: string, init?: RequestInit) => Promise<Answer>;
  readonly write: (method: string, path: string, body?: unknown) => Promise<Answer>;
}

/** The number of requests that a reference Ray has got. */
export const sentTo = ({ requests }: ReferenceRay): number =>
  [...requests.values()].reduce((sum, count) => sum + count, 0);

/** Starts them for one test. */
export const checkedGateway = async (options: Partial<GatewayOptions> = {}): Promise<CheckedGateway> => {
  const cluster = await startReferenceRay();
  const device = await startReferenceAgent({ token });
  const service = await startReferenceReasoner({ token, runMs: 100 });
  const systems = {
    training: ray({ address: cluster.url }),
    edge: agent({ address: device.baseUrl, agentToken: token }),
    solver: reasoner({ backend: directAccess({ address: service.url, token }) }),
  };
  const gateway = createGateway({ systems, allowAnonymous: "all", ...options });
  onTestFinished(async () => {
    await gateway.close();
    await Promise.all(Object.values(systems).map((system) => system.close()));
    await Promise.all([cluster.close(), device.close(), service.close()]);
  });
  const ask: CheckedGateway["ask"] = async (path, init = {}) => {
    const url = `http://localhost${path}`;
    const response = await gateway.fetch(new Request(url, init));
    const text = await response.text();
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    const method = init.method ?? "GET";
    if (method !== "HEAD" && method !== "OPTIONS" && spec.pathOf(url) !== undefined) {
      const body = text === "" && (response.status === 204 || response.status === 304) ? null : text;
      const contentType = response.headers.get("content-type");
      const verdict = spec.validate({ method, url, status: response.status, contentType, body });
      expect(verdict.problems).toEqual([]);
    }
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: () => JSON.parse(text) as Record<string, unknown>,
    };
  };
  return {
    cluster,
    device,
    service,
    ask,
    write: (method, path, body = {}) =>
      ask(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  };
};
