import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "./run-cli.ts";

/** A job as Ray writes it. The odd part is text, since JSON.stringify cannot write an object that is nested so deeply. */
const job = (id: string, odd: string): string =>
  `{"type":"SUBMISSION","submission_id":"${id}","job_id":null,"status":"RUNNING","entrypoint":"true","message":null,"error_type":null,` +
  `"metadata":{},"driver_info":null,"driver_agent_http_address":null,"driver_node_id":null,"driver_exit_code":null,"end_time":null,${odd}}`;

const jobs = [
  job("times", '"start_time":1e20,"runtime_env":{}'),
  job("endless", '"start_time":1e400,"runtime_env":{}'),
  job("deep", `"start_time":1000,"runtime_env":{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
  job("hidden\u200b", '"start_time":2000,"runtime_env":{}'),
  job("well", '"start_time":3000,"runtime_env":{}'),
];

/** A Ray with these jobs only. */
const oddRay = async (): Promise<string> => {
  const server = createServer(({ url = "" }, response) => {
    const one = jobs.find((text) =>
      url.endsWith(`/${JSON.parse(/"submission_id":("[^"]*")/.exec(text)?.[1] ?? '""') as string}`),
    );
    response.setHeader("content-type", "application/json");
    response.end(url === "/api/jobs/" ? `[${jobs.join(",")}]` : (one ?? "{}"));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

test("odd jobs do not break the list", async () => {
  const address = await oddRay();
  const table = await runCli(["ray", "list", "--address", address]);
  expect(table).toMatchObject({ code: 0, stderr: "" });
  expect(table.stdout).toMatch(/^times +submission +RUNNING +100000000000000000000 +true$/m);
  expect(table.stdout).toMatch(/^deep +submission +RUNNING +1970-01-01T00:00:01Z/m);
  expect(table.stdout).toMatch(/^well +submission +RUNNING +1970-01-01T00:00:03Z/m);
  const json = await runCli(["ray", "list", "--json", "--address", address]);
  expect(json).toMatchObject({ code: 0, stderr: "" });
  expect(json.stdout).toContain(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`);
  expect(json.stdout).toContain("hidden\\u200b");
});

test("an odd job does not break get", async () => {
  const address = await oddRay();
  const deep = await runCli(["ray", "get", "deep", "--address", address]);
  expect(deep).toMatchObject({ code: 0, stderr: "" });
  expect(deep.stdout).toMatch(/^runtime env +\{"a":\[{19}"…"\]{19}\}$/m);
  expect((await runCli(["ray", "get", "times", "--address", address])).stdout).toMatch(
    /^submitted +100000000000000000000$/m,
  );
  expect((await runCli(["ray", "get", "deep", "--json", "--address", address])).stdout).toContain("[".repeat(100_000));
});
