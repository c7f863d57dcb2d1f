import { onTestFinished } from "vitest";
import { request } from "node:http";
import { type RunningCli, startCli } from "../run-cli.ts";

/** A running `jobwire console` or `jobwire gateway`. */
export interface StartedGateway {
  readonly server: RunningCli;
  /** The printed URL. */
  readonly url: string;
  readonly origin: string;
  readonly token: string;
  /** Headers of a program that may do everything. */
  readonly bearer: { readonly authorization: string };
}

/** Starts the command on a free port, and ends it after the test. */
export const startGateway = async (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {},
): Promise<StartedGateway> => {
  const [command = "console", ...rest] = args;
  const server = startCli([command, "--port", "0", ...rest], { env });
  onTestFinished(async () => {
    server.child.kill("SIGTERM");
    await server.ended;
  });
  const { url, token = "" } = JSON.parse(await server.until("stdout", /^.*\n/)) as { url: string; token?: string };
  return { server, url, origin: new URL(url).origin, token, bearer: { authorization: `Bearer ${token}` } };
};

/** The response to a request exactly as written: `fetch` would set its own Host and clean the path. */
export const rawRequest = (
  origin: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = "GET",
): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end();
  });
