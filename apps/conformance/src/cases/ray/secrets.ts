import { redirect } from "@jobwire/testing/faults";
import { createGuard } from "../../case/secret-guard.ts";
import { failsWith, failure, holds, same } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { follow } from "./logs.ts";

const id = "raysubmit_scripted00000000";
const secret = "conformance-secret-8c1f";
const guard = createGuard(secret);

/** Where tokens go, and where they must not. */
export const secretCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "secrets/redirect/cross-origin",
    surface: "ray",
    cites: ["secrets/redirect/cross-origin", "errors/redirect-refused"],
    transports: ["unary"],
    needs: ["redirects-seen"],
    world: async ({ bareServer }) => {
      const other = await bareServer();
      const server = await bareServer();
      server.on(() => true, redirect(`${other.url}/api/version`));
      return { url: server.url, hands: { foreignRequests: () => other.requests.length } };
    },
    run: async ({ ray, hand }) => {
      const cluster = ray({ token: secret, headers: { "x-ray-authorization": secret } });
      const error = await failsWith(cluster.version(), "RedirectRefused", "cross-origin");
      guard.clean(error);
      await failsWith(follow(cluster, id, { protocol: "http" }), "RedirectRefused", "cross-origin");
      same(await hand.foreignRequests(), 0, "requests to the other origin");
    },
  }),
  defineCase({
    id: "secrets/redirect/same-origin",
    surface: "ray",
    cites: ["secrets/redirect/same-origin", "errors/redirect-refused"],
    transports: ["unary"],
    needs: ["redirects-seen"],
    world: async ({ bareServer }) => {
      const server = await bareServer();
      const version = { version: "4", ray_version: "2.60.0", ray_commit: "c", session_name: null };
      server.on("GET /api/version", redirect("/moved/version"));
      server.on("GET /moved/version", { kind: "http", body: JSON.stringify(version) });
      server.on("POST /api/jobs/", redirect("/moved/jobs/", 307));
      server.on("GET /api/gcs_healthz", redirect("/api/gcs_healthz"));
      return {
        url: server.url,
        hands: { moved: () => server.requests.filter(({ path }) => path.startsWith("/moved/")).length },
      };
    },
    run: async ({ ray, hand }) => {
      same((await ray().version()).rayVersion, "2.60.0", "the version at another path of the same origin");
      await failsWith(ray().health(), "RedirectRefused", "too-many");
      await failsWith(ray().jobs.submit({ entrypoint: "echo" }), "RedirectRefused", "method");
      same(await hand.moved(), 1, "requests to the new path");
    },
  }),
  defineCase({
    id: "secrets/redirect/opaque",
    surface: "ray",
    cites: ["secrets/redirect/page"],
    transports: ["unary"],
    needs: ["page"],
    world: async ({ bareServer }) => {
      const server = await bareServer();
      const other = await bareServer();
      server.on("GET /api/*", redirect(`${other.url}/api/version`));
      return { url: server.url, hands: { foreignRequests: () => other.requests.length } };
    },
    run: async ({ ray, hand }) => {
      guard.clean(await failure(ray({ token: secret }).version()));
      same(await hand.foreignRequests(), 0, "requests to the other origin");
    },
  }),
  defineCase({
    id: "secrets/errors/none-shown",
    surface: "ray",
    cites: ["secrets/errors/none-shown", "secrets/urls/none"],
    transports: ["unary"],
    world: async ({ bareServer }) => {
      const server = await bareServer();
      // A server that repeats what it received.
      server.on("GET /api/*", ({ headers }) => ({ kind: "http", status: 403, body: JSON.stringify(headers) }));
      return { url: server.url, hands: { urls: () => server.requests.map(({ url }) => url) } };
    },
    run: async ({ ray, hand }) => {
      const cluster = ray({ token: secret, headers: { "x-proxy-key": `${secret}-2` } });
      guard.clean(await failsWith(cluster.version(), "Forbidden"));
      guard.clean(await failure(follow(cluster, id)));
      guard.clean(await failure(cluster.jobs.wait(id)));
      guard.clean(cluster);
      guard.clean(cluster.jobs.handle(id));
      holds(!(await hand.urls()).some((url) => url.includes(secret)), "no token in a URL");
    },
  }),
  defineCase({
    id: "secrets/headers/checked",
    surface: "ray",
    cites: ["secrets/headers/checked", "errors/invalid-request"],
    transports: ["unary"],
    world: async ({ bareServer }) => ({ url: (await bareServer()).url }),
    run: async ({ ray }) => {
      for (const bad of ["a\r\nx-evil: 1", "a\nb", "a\u0000b"]) {
        guard.clean(
          await failsWith(
            attempt(() => ray({ headers: { "x-team": bad } })),
            "InvalidRequest",
            "local",
          ),
        );
        await failsWith(
          attempt(() => ray({ token: () => `${secret}${bad}` }).version()),
          "InvalidRequest",
          "local",
        );
      }
      await failsWith(
        attempt(() => ray({ headers: { "x bad": "1" } })),
        "InvalidRequest",
        "local",
      );
      await failsWith(
        attempt(() => ray({ headers: { host: "elsewhere" } })),
        "InvalidRequest",
        "local",
      );
    },
  }),
  defineCase({
    id: "secrets/plain-http/refused",
    surface: "ray",
    cites: ["secrets/plain-http/refused"],
    transports: ["unary"],
    world: async ({ bareServer }) => ({ url: (await bareServer()).url }),
    run: async ({ ray }) => {
      const address = "http://ray.example:8265";
      guard.clean(
        await failsWith(
          attempt(() => ray({ address, token: secret })),
          "InvalidRequest",
          "local",
        ),
      );
      await failsWith(
        attempt(() => ray({ address, headers: { "x-key": secret } })),
        "InvalidRequest",
        "local",
      );
      ray({ address, token: secret, allowInsecureToken: true });
      ray({ address: "https://ray.example", token: secret });
      await failsWith(
        attempt(() => ray({ address: "ray://head:10001" })),
        "InvalidRequest",
        "local",
      );
      await failsWith(
        attempt(() => ray({ address: `http://user:${secret}@127.0.0.1:8265` })),
        "InvalidRequest",
        "local",
      );
    },
  }),
  defineCase({
    id: "secrets/ids/encoded",
    surface: "ray",
    cites: ["secrets/ids/encoded"],
    transports: ["unary"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: "", status: "SUCCEEDED" });
      ray.addJob("my job %2F é 😀", { log: "", status: "SUCCEEDED" });
      return { url: ray.url };
    },
    run: async ({ ray }) => {
      same(
        (await ray().jobs.get("my job %2F é 😀")).submissionId,
        "my job %2F é 😀",
        "the job of an id with spaces and wide characters",
      );
    },
  }),
  defineCase({
    id: "secrets/headers/own",
    surface: "ray",
    cites: ["secrets/headers/own"],
    transports: ["unary"],
    needs: ["headers-kept"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: "", status: "SUCCEEDED" });
      return {
        url: ray.url,
        hands: { headers: () => Object.keys(ray.requestsTo("version")[0]?.headers ?? {}) },
      };
    },
    run: async ({ ray, hand }) => {
      await ray({ headers: { "x-team": "ml" } }).version();
      const names = await hand.headers();
      holds(names.includes("x-team"), "the configured header is sent");
      const browserly = names.filter(
        (name) => name.startsWith("sec-fetch-") || name === "origin" || name === "referer",
      );
      same(browserly, [], "headers that make Ray take a client for a browser");
    },
  }),
];

/** Turns a synchronous throw into a rejection. */
const attempt = async (make: () => unknown): Promise<unknown> => make();
