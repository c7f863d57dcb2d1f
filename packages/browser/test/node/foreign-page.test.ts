/**
 * Pages of foreign origins try to write to the reference servers, which require no token here: nothing happens. A server without any
 * check, which receives the same requests, shows that they do leave the page.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ReferenceAgent,
  type ReferenceRay,
  type ReferenceReasoner,
  json,
  socket,
  startFaultServer,
  startReferenceAgent,
  startReferenceRay,
  startReferenceReasoner,
} from "@jobwire/testing";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { chromiumOptions } from "../../chromium.ts";
import { type Attack, attack, type Seen } from "./foreign-page.ts";

/** A server under attack. */
interface Target {
  readonly attack: Attack;
  /** POST requests that reached it so far. */
  readonly posts: () => number;
  /** Everything that a write could change on it. */
  readonly state: () => Promise<unknown>;
}

// A browser and a hundred requests for each test; the limit only ends a run that hangs.
vi.setConfig({ testTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), "jobwire-foreign-"));
const ran = join(folder, "ran");
/** The file that a job creates. */
const entrypoint = `touch ${ran}`;

let browser: Browser;
let ray: ReferenceRay;
let agent: ReferenceAgent;
let reasoner: ReferenceReasoner;
let job: string;

/** By `node:http`: Node's fetch adds the mark of a page, for which Ray refuses it. */
const ask = (method: string, url: string, body?: unknown): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", accept: "application/json", "user-agent": "test" };
    const asked = request(url, { method, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      answer.on("end", () => resolve(JSON.parse(text)));
    });
    asked.on("error", reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });

const ws = (url: string): string => url.replace(/^http/, "ws");
const idsOf = (rows: unknown): ReadonlyArray<string> =>
  (rows as ReadonlyArray<{ submission_id: string; status: string }>).map((row) => `${row.submission_id} ${row.status}`);

beforeAll(async () => {
  browser = await chromium.launch({
    ...chromiumOptions,
    args: [
      ...(chromiumOptions.args ?? []),
      "--host-resolver-rules=MAP *.example 127.0.0.1",
      // A page that was not served from loopback cannot send requests to it: one more protection, which not every browser has.
      "--disable-features=LocalNetworkAccessChecks",
    ],
  });
  ray = await startReferenceRay({ clocks: { supervisorStartMs: 10, tailPollMs: 50 } });
  agent = await startReferenceAgent({ tailPollMs: 50 });
  reasoner = await startReferenceReasoner();
  await ask("POST", `${ray.url}/api/jobs/`, { entrypoint: "sleep 600", submission_id: "seed" });
  const runs = async () => expect(await ask("GET", `${ray.url}/api/jobs/seed`)).toMatchObject({ status: "RUNNING" });
  await vi.waitFor(runs, { timeout: 30_000 });
  await agent.startJob({ entrypoint: "echo 'globalThis.leaked = 1'; sleep 600" }, "script");
  job = reasoner.addJob({ type: "ML", reasoner: "e", payload: "{}", code: "stay_running", timeoutMs: null }).id;
});

afterAll(async () => {
  await browser.close();
  await Promise.all([ray.close(), agent.close(), reasoner.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const targets: Record<string, () => Target> = {
  Ray: () => ({
    attack: {
      writes: [
        { url: `${ray.url}/api/jobs/`, body: JSON.stringify({ entrypoint }) },
        { url: `${ray.url}/api/jobs/seed/stop`, body: "{}" },
        { url: `${ray.url}/api/packages/gcs/x.zip`, body: "{}" },
      ],
      sockets: [`${ws(ray.url)}/api/jobs/seed/logs/tail`],
      reads: [`${ray.url}/api/jobs/`, `${ray.url}/api/jobs/seed/logs`],
    },
    posts: () => [...ray.requests].reduce((sum, [key, count]) => sum + (key.startsWith("POST ") ? count : 0), 0),
    state: async () => idsOf(await ask("GET", `${ray.url}/api/jobs/`)),
  }),
  agent: () => ({
    attack: {
      writes: [
        { url: `${agent.url}/plugin_releases/1/run/`, body: JSON.stringify({ action: "a", params: { entrypoint } }) },
        {
          url: `${agent.url}/plugin_releases/run_debug/`,
          body: JSON.stringify({ action: "a", params: { entrypoint } }),
        },
        { url: `${agent.url}/plugin_releases/`, body: JSON.stringify({ plugin: "evil", version: "1" }) },
        { url: `${agent.url}/jobs/${agent.first.running}/stop/`, body: "{}" },
        { url: `${agent.url}/resources/policy/`, body: JSON.stringify({ cpu_reserve_percent: 99 }) },
      ],
      sockets: [`${ws(agent.url)}/jobs/${agent.first.running}/logs/`],
      reads: [`${agent.url}/jobs/`, `${agent.url}/jobs/script/logs/`],
    },
    posts: () => agent.server.requests.filter(({ method }) => method === "POST").length,
    state: async () => [
      idsOf(await ask("GET", `${agent.url}/jobs/`)),
      await ask("GET", `${agent.url}/plugin_releases/`),
      await ask("GET", `${agent.url}/serve_applications/`),
      await ask("GET", `${agent.url}/resources/policy/`),
    ],
  }),
  "Direct Access": () => ({
    attack: {
      writes: [
        {
          url: `${reasoner.url}/v1alpha1/jobs`,
          body: JSON.stringify({ job_type: "ML", worker_name: "e", payload: "{}" }),
        },
        { url: `${reasoner.url}/v1alpha1/transactions`, body: JSON.stringify({ engine_name: "e", query: "x" }) },
        { url: `${reasoner.url}/v1alpha1/jobs/ML/${job}/cancel`, body: "{}" },
      ],
      sockets: [`${ws(reasoner.url)}/v1alpha1/jobs`],
      reads: [`${reasoner.url}/v1alpha1/jobs`],
    },
    posts: () => reasoner.directAccess.requests.filter(({ method }) => method === "POST").length,
    state: async () => [reasoner.jobCount(), reasoner.job(job)?.look().state],
  }),
  "Snowflake SQL": () => ({
    attack: {
      writes: [
        {
          url: `${reasoner.snowflakeUrl}/api/v2/statements`,
          body: JSON.stringify({ statement: "CALL RELATIONALAI.api.EXEC_JOB_ASYNC('ML', 'e', '{}')" }),
        },
        {
          url: `${reasoner.snowflakeUrl}/api/v2/statements`,
          body: JSON.stringify({ statement: `CALL RELATIONALAI.api.CANCEL_JOB('ML', '${job}')` }),
        },
        { url: `${reasoner.snowflakeUrl}/oauth/token`, body: "{}" },
      ],
      sockets: [`${ws(reasoner.snowflakeUrl)}/api/v2/statements`],
      reads: [`${reasoner.snowflakeUrl}/api/v2/statements/x`],
    },
    posts: () => reasoner.snowflake.requests.filter(({ method }) => method === "POST").length,
    state: async () => [reasoner.jobCount(), reasoner.job(job)?.look().state],
  }),
};

/** A page that a user may have in a tab, and its attack's outcome. `host` is a name of this machine, or one that leads to it. */
const attackFrom = async (host: string, what: Attack): Promise<Seen> => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><body>foreign");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`http://${host}:${(server.address() as AddressInfo).port}/`);
    return await page.evaluate(attack, what);
  } finally {
    await context.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
};

const origins = { "another port of this machine": "127.0.0.1", "another host": "evil.example" };

describe.each(Object.entries(origins))("a page of %s", (_name, host) => {
  test.each(Object.keys(targets))(
    "writes nothing to the reference %s, opens no socket and reads nothing",
    async (name) => {
      const target = (targets[name] as () => Target)();
      const before = await target.state();
      const reached = target.posts();

      const open = await startFaultServer();
      onTestFinished(() => open.close());
      open.on(
        () => true,
        ({ upgrade, method }) => (upgrade ? socket(["hello"]) : json({}, { status: method === "OPTIONS" ? 404 : 200 })),
      );
      const { writes, sockets, reads } = target.attack;
      const atOpen = (url: string): string => `${open.url}${new URL(url).pathname}`;
      const unchecked = await attackFrom(host, {
        writes: writes.map(({ url, body }) => ({ url: atOpen(url), body })),
        sockets: sockets.map((url) => ws(atOpen(url))),
        reads: reads.map(atOpen),
      });
      const posts = (): number => open.requests.filter(({ method }) => method === "POST").length;
      // A cors fetch and nine without, a beacon and six forms for each write; requests that need a preflight never arrive.
      await expect.poll(posts, { timeout: 30_000 }).toBeGreaterThanOrEqual(writes.length * 17);
      expect(unchecked.socketsOpened).toHaveLength(sockets.length);

      const seen = await attackFrom(host, target.attack);
      await expect.poll(() => target.posts() - reached, { timeout: 30_000 }).toBeGreaterThanOrEqual(posts());
      expect(seen).toEqual({ readable: [], socketsOpened: [], readsReadable: [] });
      expect(await target.state()).toEqual(before);
      expect(existsSync(ran)).toBe(false);
    },
  );
});

describe("a page whose own name was pointed to this machine (DNS rebinding)", () => {
  test.each(Object.keys(targets))("writes nothing to the reference %s and reads nothing", async (name) => {
    const target = (targets[name] as () => Target)();
    const before = await target.state();
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    for (const host of ["rebound.example", "localhost."]) {
      const page = await context.newPage();
      const { port } = new URL(target.attack.reads[0] as string);
      const origin = `http://${host}:${port}`;
      // The first response came from the attacker's machine; later requests go to this one.
      await page.route(`${origin}/page`, (route) =>
        route.fulfill({ contentType: "text/html", body: "<!doctype html><body>rebound" }),
      );
      await page.goto(`${origin}/page`);
      const rebound = (url: string): string => url.replace("//127.0.0.1:", `//${host}:`);
      const { writes, sockets, reads } = target.attack;
      const reached = target.posts();
      const seen = await page.evaluate(attack, {
        writes: writes.map(({ url, body }) => ({ url: rebound(url), body })),
        sockets: sockets.map(rebound),
        reads: [],
      });
      await expect.poll(() => target.posts() - reached, { timeout: 30_000 }).toBeGreaterThanOrEqual(writes.length * 15);
      expect(seen.socketsOpened).toEqual([]);
      // It is the page's own origin, so it may read the responses: all of them are the refusal.
      expect(seen.readable.filter((answer) => !answer.endsWith(": 403"))).toEqual([]);
      for (const url of reads.map(rebound))
        expect(await page.evaluate(async (asked) => (await fetch(asked)).status, url)).toBe(403);
      await page.close();
    }
    expect(await target.state()).toEqual(before);
    expect(existsSync(ran)).toBe(false);
  });
});
