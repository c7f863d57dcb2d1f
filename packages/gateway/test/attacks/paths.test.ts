import { request as httpRequest } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import { listen } from "../streams/listen.ts";
import { type AttackedGateway, noRate, startAttackedGateway } from "./attacked-gateway.ts";
import { reads, writes } from "./operations.ts";

vi.setConfig({ testTimeout: 120_000 });

/** Ids as they stand in a path, that try to name something else than a job. */
const ids: ReadonlyArray<string> = [
  "..",
  ".",
  "%2e%2e",
  "%2E%2e%2Fversion",
  "..%2f..%2fversion",
  "..%5c..%5cversion",
  "..;",
  "%252e%252e%252fversion",
  "a%2fb",
  "a%2Flogs%2Ftail",
  "a%5Cb",
  "a%00",
  "%00",
  "a%0d%0ax-evil:%201",
  "a%0aGET%20/api/version",
  "a%3fquery=1",
  "a%23fragment",
  "%",
  "%zz",
  "%ff",
  "%c0%ae%c0%ae",
  "%ed%a0%80",
  "%7Bid%7D",
  "a".repeat(10_000),
  "%F0%9F%92%A9".repeat(100),
];

/** The paths that a Ray client may ask for, where the id is one segment without an escape that means more than a character. */
const expectTamePaths = ({ head }: AttackedGateway): void => {
  for (const { method, path } of head.server.requests) {
    expect(path, `${method} ${path}`).toMatch(
      /^\/api\/(version|jobs\/|jobs\/[^/?#]+(\/logs|\/logs\/tail|\/stop)?|v0\/[a-z_/]+|serve\/applications\/|gcs_healthz)$/,
    );
    expect(path).not.toMatch(/\/\.\.?(\/|$)|%2f|%5c|%00|%0a|%0d|%2e%2e/i);
    expect(path.length).toBeLessThan(1_500);
  }
};

const isOfOneJob = (path: string): boolean => /^\/v1\/systems\/[^/]*\/jobs\/./.test(path);

test.each(ids)("an id cannot leave its place in a path: %.60s", async (id) => {
  const world = await startAttackedGateway({ allowAnonymous: "all", rate: noRate });
  for (const { path, init } of [...reads("ray", id), ...writes("ray", id)].filter((one) => isOfOneJob(one.path))) {
    const response = await world.send(path, init);
    expect([400, 404, 405, 414], `${init?.method ?? "GET"} ${path.slice(0, 80)}`).toContain(response.status);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    await response.body?.cancel();
  }
  expectTamePaths(world);
});

/** Sends a path as it is, which `fetch` and `Request` would tidy up. */
const sendRaw = (url: string, path: string, method: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const request = httpRequest(
      { hostname, port, path, method, headers: { "content-type": "application/json" } },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    request.once("error", reject);
    request.end();
  });

test("paths that no URL parser tidied up lead nowhere", async () => {
  const world = await startAttackedGateway({ allowAnonymous: "all", rate: noRate });
  const server = await listen(world.gateway.fetch);
  onTestFinished(server.close);
  const paths = [
    "/v1/systems/ray/jobs/../../../api/version",
    "/v1/systems/ray/jobs/x/../../../../api/version",
    "/v1/systems/ray/jobs//log",
    "/v1/systems/ray/jobs/x//log",
    "/v1/systems//jobs",
    "//v1/systems",
    "/v1/systems/ray/jobs/x/log/",
    "/v1/systems/ray/jobs/./x",
    "/V1/systems",
    "/v1/systems/ray/jobs/x/stop;",
    "/v1/systems/ray/jobs/x%2fstop",
    "/v1/%73ystems/ray/jobs/x%2f..%2fy",
  ];
  for (const path of paths) {
    for (const method of ["GET", "POST", "DELETE"]) {
      const status = await sendRaw(server.url, path, method);
      expect([400, 404, 405, 411, 415], `${method} ${path}`).toContain(status);
    }
  }
  expectTamePaths(world);
  expect(world.head.requestsTo("stop")).toEqual([]);
});

test.each(["__proto__", "constructor", "toString", "..", "%2e%2e", "ray%00", "ray%2f", "RAY", "", "ray%20"])(
  "a system that is not configured does not exist: %j",
  async (name) => {
    const world = await startAttackedGateway({ allowAnonymous: "all", rate: noRate });
    for (const { path, init } of [...reads(name, "train-7"), ...writes(name, "train-7")]) {
      const { status } = await world.send(path, init);
      expect([400, 404, 405], path).toContain(status);
    }
    expect(world.head.server.requests).toEqual([]);
  },
);
