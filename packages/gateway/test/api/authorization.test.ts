import { expect, test } from "vitest";
import type { Access } from "../../src/options.ts";
import { checkedGateway, sentTo } from "../support/checked-gateway.ts";

test("without authorize and allowAnonymous nothing is allowed", async () => {
  const { ask, write, cluster } = await checkedGateway({ allowAnonymous: undefined });
  for (const path of ["/v1/systems", "/v1/systems/training/jobs", "/v1/systems/training/jobs/a/log"]) {
    expect((await ask(path)).json()).toMatchObject({ status: 403, _tag: "Forbidden" });
  }
  expect((await write("POST", "/v1/systems/training/jobs", { entrypoint: "true" })).status).toBe(403);
  expect(sentTo(cluster)).toBe(0);
});

test("allowAnonymous: read allows reads only", async () => {
  const { ask, write } = await checkedGateway({ allowAnonymous: "read" });
  expect((await ask("/v1/systems/training/jobs")).status).toBe(200);
  expect((await write("POST", "/v1/systems/training/jobs", { entrypoint: "true" })).status).toBe(403);
  const { systems } = (await ask("/v1/systems")).json() as { systems: ReadonlyArray<{ operations: Array<string> }> };
  expect(systems.flatMap(({ operations }) => operations)).not.toContain("submit");
});

test("authorize decides each operation, with the names of the path, before anything is sent", async () => {
  const asked: Array<Access> = [];
  const { ask, write, cluster } = await checkedGateway({
    allowAnonymous: undefined,
    authorize: async (request, access) => {
      asked.push(access);
      expect(request.body).toBeNull();
      if (request.headers.get("authorization") === null) {
        const problem = { type: "about:blank", title: "Sign in", status: 401, detail: "Sign in", _tag: "Unauthorized" };
        return Response.json(problem, { status: 401, headers: { "content-type": "application/problem+json" } });
      }
      return access.system === "training" && access.operation !== "delete";
    },
  });
  expect((await ask("/v1/systems/training/jobs/a%3Ab/log")).status).toBe(401);
  expect(asked).toEqual([{ system: "training", operation: "log", jobId: "a:b" }]);
  const signed = { headers: { authorization: "Bearer x", "content-type": "application/json" } };
  expect((await ask("/v1/systems/training/jobs", signed)).status).toBe(200);
  expect((await ask("/v1/systems/edge/jobs", signed)).status).toBe(403);
  expect((await ask("/v1/systems/unknown/jobs", signed)).status).toBe(403);
  expect((await ask("/v1/systems/training/jobs/a", { ...signed, method: "DELETE", body: "{}" })).status).toBe(403);
  expect((await ask("/v1/systems", signed)).json()["systems"]).toMatchObject([{ name: "training" }]);
  expect((await ask("/v1/systems")).status).toBe(401);
  const sent = sentTo(cluster);
  expect((await write("POST", "/v1/systems/training/jobs", { entrypoint: "true" })).status).toBe(401);
  expect(sentTo(cluster)).toBe(sent);
});

test("an authorize that fails allows nothing and shows nothing of its error", async () => {
  const { ask } = await checkedGateway({
    allowAnonymous: undefined,
    authorize: () => Promise.reject(new Error("database password sesame")),
  });
  const answer = await ask("/v1/systems/training/jobs");
  expect(answer.status).toBe(500);
  expect(answer.text).not.toContain("sesame");
});
