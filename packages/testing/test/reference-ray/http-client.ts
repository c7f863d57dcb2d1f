import { type IncomingHttpHeaders, request } from "node:http";

export interface HttpResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** False when the connection ended inside the body. */
  readonly complete: boolean;
}

export interface HttpRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent unchanged, anything else as JSON. */
  readonly body?: unknown;
}

/** Sends one request that adds only Host, Connection, a user agent and, with a body, its content type. */
export async function ask(url: string, { method = "GET", path, headers, body }: HttpRequest): Promise<HttpResponse> {
  return await new Promise((resolve, reject) => {
    // `path` is sent unchanged: a URL object would rewrite it.
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const all = { "user-agent": "jobwire-test", ...json, ...headers };
    const asked = request(new URL(url), { method, path, headers: all, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      const finish = (): void => {
        const bytes = Buffer.concat(chunks);
        resolve({
          status: answer.statusCode ?? 0,
          reason: answer.statusMessage ?? "",
          headers: answer.headers,
          bytes,
          text: bytes.toString(),
          complete: answer.complete,
        });
      };
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.once("error", finish);
      answer.once("end", finish);
    });
    asked.once("error", reject);
    asked.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
  });
}

export async function askJson<Body>(url: string, asked: HttpRequest): Promise<Body> {
  const answer = await ask(url, asked);
  if (answer.status !== 200) throw new Error(`${asked.path} answered ${answer.status}: ${answer.text.slice(0, 500)}`);
  return JSON.parse(answer.text) as Body;
}

/** Repeats the request until the response matches; the limit only ends a run that hangs. */
export async function until<Value>(look: () => Promise<Value>, fits: (value: Value) => boolean): Promise<Value> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const value = await look();
    if (fits(value)) return value;
    if (Date.now() > deadline) throw new Error(`never happened; last seen: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export interface JobAnswer {
  readonly submission_id: string | null;
  readonly status: string;
  readonly message: string | null;
  readonly error_type: string | null;
  readonly driver_node_id: string | null;
  readonly driver_exit_code: number | null;
  readonly end_time: number | null;
}

const TERMINAL: readonly string[] = ["STOPPED", "SUCCEEDED", "FAILED"];

type Headers = Readonly<Record<string, string>>;

export async function submit(
  url: string,
  body: Readonly<Record<string, unknown>>,
  headers: Headers = {},
): Promise<string> {
  const { submission_id: id } = await askJson<{ submission_id: string }>(url, {
    method: "POST",
    path: "/api/jobs/",
    headers,
    body,
  });
  return id;
}

export async function jobOf(url: string, id: string, headers: Headers = {}): Promise<JobAnswer> {
  return await askJson(url, { path: `/api/jobs/${encodeURIComponent(id)}`, headers });
}

export async function ended(url: string, id: string, headers: Headers = {}): Promise<JobAnswer> {
  return await until(
    () => jobOf(url, id, headers),
    ({ status }) => TERMINAL.includes(status),
  );
}
