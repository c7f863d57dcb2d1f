import { connectRig } from "@jobwire/adapter-contract";
import { expect, inject, onTestFinished, test } from "vitest";
import { browserAdapter, ray } from "../../src/index.ts";

const rig = connectRig(inject("contractServer"));
const foreign = { "access-control-allow-origin": "https://elsewhere.example" };
const version = { kind: "http", body: '{"version":"4","ray_version":"2.60.0","ray_commit":"c"}' } as const;

const served = async (script: Parameters<typeof rig.serve>[0]) => {
  const server = await rig.serve(script);
  onTestFinished(() => server.close());
  return server;
};
const failureOf = async (url: string, method = "GET") => {
  const { signal } = new AbortController();
  const asked = browserAdapter.request({ url, method, headers: { "content-type": "application/json" }, signal });
  return asked.then(
    () => {
      throw new Error("the request got a response");
    },
    (fault: { readonly reason: string; readonly message: string }) => fault,
  );
};

test("a server that lets no page read it is distinguished from a missing one", async () => {
  const { url, close } = await rig.serve({ "/": version, "/api/version": { ...version, headers: foreign } });
  const blocked = await failureOf(`${url}/api/version`);
  expect([blocked.reason, blocked.message]).toEqual(["blocked", expect.stringContaining("CORS")]);
  await close();
  expect((await failureOf(`${url}/api/version`)).reason).toBe("unreachable");
});

test("after a page could read a response, a lost connection is reported as one", async () => {
  const { url } = await served({ "/": version, "/ok": version, "/lost": { kind: "none", how: "reset" } });
  const { signal } = new AbortController();
  await browserAdapter.request({ url: `${url}/ok`, method: "GET", headers: {}, signal });
  expect((await failureOf(`${url}/lost`)).reason).toBe("reset");
});

test("a failed write may have been sent, whatever the reason", async () => {
  const { url, look, close } = await rig.serve({ "/": version, "/w": { ...version, headers: foreign } });
  const fault = await failureOf(`${url}/w`, "POST");
  expect([fault.reason, fault.message]).toEqual(["unknown", expect.stringContaining("CORS")]);
  // The browser applies the rules to the response, so the request was sent.
  expect((await look()).requests.map(({ method }) => method)).toContain("POST");
  await close();
  expect((await failureOf(`${url}/w`, "POST")).reason).toBe("unknown");
});

test("a client's error message explains what to do", async () => {
  const { url } = await served({ "/": version, "/api/version": { ...version, headers: foreign } });
  const cluster = ray({ address: url });
  onTestFinished(() => cluster.close());
  await expect(cluster.version()).rejects.toMatchObject({
    _tag: "ConnectionFailed",
    reason: "blocked",
    message: expect.stringContaining("proxy"),
  });
});
