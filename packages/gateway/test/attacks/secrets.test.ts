import { http, instead, text } from "@jobwire/testing";
import { expect, test, vi } from "vitest";
import { jobId, noRate, startAttackedGateway } from "./attacked-gateway.ts";
import { reads, writes } from "./operations.ts";

vi.setConfig({ testTimeout: 120_000 });

const canary = "canary-7f3a91c2d4e5b6";
const proxyCanary = "proxy-canary-0918273645";
const options = { allowAnonymous: "all", rate: noRate, times: { longPollMs: 200 } } as const;
const client = { token: canary, headers: { "x-proxy-key": proxyCanary }, retryForMs: 1 } as const;
const all = [...reads("ray", jobId), { operation: "systems", path: "/v1/systems" }, ...writes("ray", jobId)];

/** Everything that a response shows; of server-sent events the first chunk. */
const shown = async (response: Response): Promise<string> => {
  const headers = JSON.stringify([...response.headers]);
  const isEvents = response.headers.get("content-type") === "text/event-stream";
  if (!isEvents) return headers + (await response.text());
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return headers + new TextDecoder().decode(first?.value);
};

const secretsIn = (response: string): ReadonlyArray<string> =>
  [canary, proxyCanary].filter((secret) => response.includes(secret));

const echo = `Traceback: request with headers {'Authorization': 'Bearer ${canary}', 'x-proxy-key': '${proxyCanary}'} failed`;

test.each([
  ["works", undefined],
  ["echoes the token in a 500", instead(text(echo, { status: 500 }))],
  ["echoes the token in a 400", instead(text(echo, { status: 400 }))],
  [
    "echoes the token in a 401",
    instead(text(echo, { status: 401, headers: { "www-authenticate": `Bearer realm="${canary}"` } })),
  ],
  ["echoes the token in a 403", instead(text(echo, { status: 403 }))],
  ["echoes the token in a 404", instead(text(echo, { status: 404 }))],
  [
    "echoes the token in a redirect",
    instead(http("", { status: 302, headers: { location: `http://127.0.0.1:9/?token=${canary}` } })),
  ],
  ["echoes the token in a body that is not JSON", instead(text(echo))],
  [
    "echoes the token in headers",
    instead(text("{}", { headers: { "set-cookie": `session=${canary}`, "x-debug": proxyCanary } })),
  ],
])("the system's token and headers are in no response when the system %s", async (_, fault) => {
  const { head, send } = await startAttackedGateway(options, { token: canary, log: "hello\n" }, client);
  head.setFault(() => fault);
  for (const { path, init } of all) {
    const response = await send(path, init);
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(secretsIn(await shown(response)), `${init?.method ?? "GET"} ${path}`).toEqual([]);
  }
  for (const live of ["long-poll", "sse"])
    expect(secretsIn(await shown(await send(`/v1/systems/ray/jobs/${jobId}/log?offset=-1&live=${live}`)))).toEqual([]);
  expect(head.server.requests.length).toBeGreaterThan(0);
});

test("nothing of a browser's request goes to the system", async () => {
  const { head, send } = await startAttackedGateway(options, { log: "hello\n" });
  const headers = {
    cookie: "session=browser-canary",
    authorization: "Bearer browser-canary",
    "proxy-authorization": "Basic browser-canary",
    "x-forwarded-for": "browser-canary",
    "x-ray-authorization": "Bearer browser-canary",
    "user-agent": "Mozilla/5.0 browser-canary",
    referer: "http://127.0.0.1:8080/?token=browser-canary",
    origin: "http://127.0.0.1:8080",
    "accept-language": "browser-canary",
    "if-none-match": '"browser-canary"',
    "last-event-id": "0000000000000000",
    "x-custom": "browser-canary",
    "sec-fetch-site": "same-origin",
    traceparent: "00-b10b5e5b10b5e5b10b5e5b10b5e5b10b-b10b5e5b10b5e5b1-01",
  };
  for (const { path, init } of all) {
    const merged = { ...headers, ...(init?.headers as Record<string, string> | undefined) };
    await shown(
      await send(`${path}${path.includes("?") ? "&" : "?"}token=browser-canary&unknown=browser-canary`, {
        ...init,
        headers: merged,
      }),
    );
  }
  expect(head.server.requests.length).toBeGreaterThan(5);
  for (const request of head.server.requests) {
    const sent = `${request.url} ${JSON.stringify(request.headers)} ${new TextDecoder().decode(request.body)}`;
    expect(sent).not.toMatch(/browser-canary|b10b5e5b|last-event-id|sec-fetch|"cookie"/i);
  }
});
