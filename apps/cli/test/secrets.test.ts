/** The command does not print a token that a server repeats, and does not quote a malformed document. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";

const secret = "Canary/7+tok=en-9Zq4xLm2";
const forms = [
  secret,
  JSON.stringify(secret).slice(1, -1).replaceAll("/", "\\/"),
  encodeURIComponent(secret),
  btoa(`user:${secret}`),
];
const echo = `authorization: Bearer ${forms.join(" ")}`;
const id = "raysubmit_echo000000000000";

/** No eight consecutive characters of the secret, in any of its forms. */
const expectNoSecret = (text: string): void => {
  for (const form of forms) {
    for (let at = 0; at + 8 <= form.length; at++) expect(text).not.toContain(form.slice(at, at + 8));
  }
};

const job = {
  type: "SUBMISSION",
  submission_id: id,
  job_id: null,
  status: "FAILED",
  entrypoint: `echo ${echo}`,
  message: `${echo}\nreason: ${echo}`,
  error_type: "JOB_ENTRYPOINT_COMMAND_ERROR",
  start_time: 1_795_301_742_894,
  end_time: 1_795_301_752_894,
  metadata: { [secret]: echo },
  runtime_env: { env_vars: { TOKEN: secret } },
  driver_node_id: "n1",
  driver_exit_code: 1,
};

type Answer = (request: IncomingMessage) => { readonly status?: number; readonly type?: string; readonly body: string };
let answer: Answer = () => ({ body: "" });
let server: Server;
let folder: string;
const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const tokenFile = (): string => join(folder, "token");
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "jobwire-secrets-"));
  file("token", secret);
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { status = 200, type = "application/json", body } = answer(request);
    response.writeHead(status, { "content-type": type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const page: Answer = () => ({ type: "text/html", body: `<html><pre>${echo}</pre></html>` });
const jobs: Answer = ({ url: path = "" }) => {
  if (path.includes("/logs")) return { body: JSON.stringify({ logs: `a line of the job: ${secret}\n` }) };
  if (path.includes("/version"))
    return { body: JSON.stringify({ version: "4", ray_version: "2.60.0", ray_commit: "c" }) };
  return { body: JSON.stringify(path.endsWith("/jobs/") ? [job] : job) };
};

const rayCommands: ReadonlyArray<ReadonlyArray<string>> = [
  ["list"],
  ["list", "--json"],
  ["get", id],
  ["get", id, "--json"],
  ["status", id],
  ["status", id, "--json", "--verbose"],
  ["wait", id, "--verbose"],
  ["wait", id, "--json"],
  ["stop", id],
  ["submit", "--", "true"],
  ["nodes"],
  ["serve", "status"],
  ["cluster"],
  ["doctor"],
  ["version", "--verbose"],
];

describe("a server that repeats the token", () => {
  for (const [name, behaviour] of Object.entries({ "in a page": page, "in every field of a job": jobs })) {
    for (const command of rayCommands) {
      it(`${name} does not show it by jobwire ray ${command.join(" ")}`, async () => {
        answer = behaviour;
        const run = await runCli(
          ["ray", ...command, "--retry-for", "1"].toSpliced(command.includes("--") ? 2 : 99, 0),
          {
            env: { RAY_API_SERVER_ADDRESS: url(), RAY_AUTH_TOKEN: secret },
          },
        );
        expect(run.stdout + run.stderr).not.toBe("");
        expectNoSecret(run.stdout);
        expectNoSecret(run.stderr);
        if (command.includes("--json") && run.stdout !== "") expect(() => JSON.parse(run.stdout)).not.toThrow();
      });
    }
  }

  it("prints log lines unchanged: they are the job's own", async () => {
    answer = jobs;
    const run = await runCli([
      "ray",
      "logs",
      id,
      "--protocol",
      "http",
      "--address",
      url(),
      "--token-file",
      tokenFile(),
    ]);
    expect(run.stdout).toContain(`a line of the job: ${secret}`);
    expectNoSecret(run.stderr);
  });

  for (const command of [["health"], ["jobs", "list"], ["jobs", "get", "job-1"], ["nodes", "list", "--json"]]) {
    it(`does not show it by jobwire agent ${command.join(" ")}`, async () => {
      for (const behaviour of [
        page,
        () => ({ body: JSON.stringify([{ id: "job-1", status: "FAILED", message: echo, [secret]: secret }]) }),
      ]) {
        answer = behaviour;
        const run = await runCli(["agent", ...command], {
          env: { JOBWIRE_AGENT_URL: url(), JOBWIRE_AGENT_TOKEN: secret },
        });
        expectNoSecret(run.stdout + run.stderr);
      }
    });
  }

  for (const backend of ["direct-access", "sql"]) {
    it(`does not show it by jobwire reasoner get over ${backend}`, async () => {
      for (const behaviour of [
        page,
        () => ({ status: 422, body: JSON.stringify({ code: "1", message: echo }) }),
        () => ({ body: JSON.stringify({ job: { id: "1", type: "ML", state: "FAILED", abort_reason: echo } }) }),
      ]) {
        answer = behaviour;
        const run = await runCli(["reasoner", "jobs", "get", "--type", "Predictive", "--id", "1", "--verbose"], {
          env: {
            JOBWIRE_REASONER_BACKEND: backend,
            JOBWIRE_REASONER_URL: url(),
            JOBWIRE_REASONER_TOKEN: secret,
            JOBWIRE_SNOWFLAKE_ACCOUNT: "o-a",
            JOBWIRE_SNOWFLAKE_ADDRESS: url(),
            JOBWIRE_SNOWFLAKE_TOKEN: secret,
          },
        });
        expect(run.stdout + run.stderr).toContain("<redacted>");
        expectNoSecret(run.stdout + run.stderr);
      }
    });
  }
});

const yaml: Readonly<Record<string, string>> = {
  "a colon in a value": `env_vars:\n  TOKEN: ${secret}: x\n`,
  "an alias": `env_vars:\n  TOKEN: *${secret.replace(/[^A-Za-z0-9]/g, "")}\n`,
  "a tag": `env_vars:\n  TOKEN: !${encodeURIComponent(secret)} x\n`,
  "a key that is a list": `env_vars:\n  ? [${secret}]\n  : 1\n`,
  "a quote without its end": `env_vars:\n  TOKEN: "${secret}\n`,
  "a reserved character": `env_vars:\n  TOKEN: @${secret}\n`,
  "a directive": `%FOO ${secret}\n---\na: 1\n`,
  "a key twice": `${secret}: 1\n${secret}: 2\n`,
  "an anchor in itself": `a: &x [*x, ${secret}]\n`,
  "no object": secret,
};
const json: Readonly<Record<string, string>> = {
  "a word": `{"env_vars": {"TOKEN": ${secret}}}`,
  "a text without its end": `{"env_vars": {"TOKEN": "${secret}`,
  "a comma too many": `{"env_vars": {"TOKEN": "${secret}",}}`,
  "single quotes": `{'TOKEN': '${secret}'}`,
  "something after the end": `{"TOKEN": "x"} ${secret}`,
  "an escape": `{"TOKEN": "${secret}\\q"}`,
};

describe("a malformed document", () => {
  for (const [kind, documents] of [
    ["yaml", yaml],
    ["json", json],
  ] as const) {
    for (const [name, text] of Object.entries(documents)) {
      it(`is described without its content: ${kind}, ${name}`, async () => {
        const path = file(`document.${kind}`, text);
        for (const args of [
          ["ray", "submit", "--runtime-env", path, "--", "true"],
          ["ray", "serve", "deploy", path],
        ]) {
          const run = await runCli(args, { env: { RAY_API_SERVER_ADDRESS: url() } });
          expect(run.code).toBe(2);
          expect(run.stderr).toContain(path);
          const plain = secret.replace(/[^A-Za-z0-9]/g, "");
          for (let at = 0; at + 6 <= plain.length; at++) expect(run.stderr).not.toContain(plain.slice(at, at + 6));
          expectNoSecret(run.stderr);
          if (name !== "no object" && name !== "an anchor in itself" && name !== "an alias")
            expect(run.stderr).toMatch(/line \d+, column \d+: /);
        }
      });
    }
  }

  it("reports the position of a mistake in a JSON option, and not its content", async () => {
    const run = await runCli(
      [
        "reasoner",
        "jobs",
        "create",
        "--type",
        "Logic",
        "--reasoner-name",
        "eng1",
        "--payload-json",
        `{"a": ${secret}}`,
      ],
      {
        env: { JOBWIRE_REASONER_URL: url() },
      },
    );
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("--payload-json is not JSON: line 1, column 7");
    expectNoSecret(run.stderr);
  });

  it("does not repeat a pair without =", async () => {
    const run = await runCli(["ray", "submit", "--env", "hunter2-without-equals", "--", "true"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("KEY=VALUE");
    expect(run.stderr).not.toContain("hunter2");
  });

  it("does not repeat headers that are not JSON", async () => {
    const run = await runCli(["ray", "list"], {
      env: { RAY_API_SERVER_ADDRESS: url(), RAY_JOB_HEADERS: `{"x": ${secret}}` },
    });
    expect(run.code).toBe(2);
    expectNoSecret(run.stderr);
  });
});
