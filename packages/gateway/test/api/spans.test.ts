import * as Tracer from "effect/Tracer";
import { expect, test } from "vitest";
import { checkedGateway } from "../support/checked-gateway.ts";

test("each request is one span, without its path and without what its headers hold", async () => {
  const spans: Array<Tracer.NativeSpan> = [];
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options);
      spans.push(span);
      return span;
    },
  });
  const { ask } = await checkedGateway({ tracer });
  await ask("/v1/systems", { headers: { authorization: "Bearer sesame-1234" } });
  await ask("/v1/systems/training/jobs/secret-name/log?offset=-1");
  expect(spans.map(({ name, kind }) => ({ name, kind }))).toEqual([
    { name: "jobwire.gateway.request", kind: "server" },
    { name: "jobwire.gateway.request", kind: "server" },
  ]);
  expect(spans.map(({ attributes }) => Object.fromEntries(attributes))).toEqual([
    { "http.request.method": "GET", "http.route": "/v1/systems", "http.response.status_code": 200 },
    {
      "http.request.method": "GET",
      "http.route": "/v1/systems/{system}/jobs/{id}/log",
      "http.response.status_code": 404,
      "error.type": "NotFound",
    },
  ]);
  expect(JSON.stringify(spans.map(({ attributes }) => [...attributes]))).not.toMatch(/sesame|secret-name/);
});
