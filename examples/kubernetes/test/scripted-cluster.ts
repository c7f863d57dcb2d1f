import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One Job of the scripted cluster. */
export interface ScriptedJob {
  readonly name: string;
  log: string;
  /** The type of the condition that ended it. */
  end: string | undefined;
  message: string | undefined;
}

/** What becomes of a request instead of the ordinary response. */
export type Fault = "503" | "lost" | { readonly cutAfter: number };

/** A Kubernetes API server in memory: Jobs, the pod of each, and its log, whole or followed. */
export class ScriptedCluster {
  readonly jobs: Map<string, ScriptedJob> = new Map();
  readonly requests: Array<string> = [];
  /** Faults of the next requests that begin with this, such as `POST /apis`. */
  readonly faults: Array<readonly [begins: string, fault: Fault]> = [];
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));
  readonly #followers = new Set<readonly [ScriptedJob, ServerResponse]>();

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  add(name: string, log = ""): ScriptedJob {
    const job = { name, log, end: undefined, message: undefined };
    this.jobs.set(name, job);
    return job;
  }

  /** Appends to the log; whoever follows it gets the text. */
  write(job: ScriptedJob, text: string): void {
    job.log += text;
    for (const [followed, response] of this.#followers) if (followed === job) response.write(text);
  }

  /** Ends the streams, and then the job. */
  end(job: ScriptedJob, end: string, message?: string): void {
    job.end = end;
    job.message = message;
    this.endStreams(job);
  }

  /** Ends the streams only: it proves nothing about the job. */
  endStreams(job: ScriptedJob): void {
    for (const follower of this.#followers) {
      if (follower[0] !== job) continue;
      follower[1].end();
      this.#followers.delete(follower);
    }
  }

  #wire({ name, end, message }: ScriptedJob): unknown {
    const conditions =
      end === undefined ? [] : [{ type: end, status: "True", ...(message === undefined ? {} : { message }) }];
    return { metadata: { name }, status: { ...(end === undefined ? { active: 1 } : {}), conditions } };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const piece of request) body += String(piece);
    const asked = `${request.method} ${request.url}`;
    this.requests.push(asked);
    const at = this.faults.findIndex(([begins]) => asked.startsWith(begins));
    const fault = at === -1 ? undefined : this.faults.splice(at, 1)[0]?.[1];
    const json = (status: number, value: unknown): void => {
      if (fault === "lost") return void response.destroy();
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    if (fault === "503") return json(503, { message: "overloaded" });
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    const parts = url.pathname.split("/");
    if (url.pathname.endsWith("/pods")) {
      const name = (url.searchParams.get("labelSelector") ?? "").replace("job-name=", "");
      return json(200, { items: this.jobs.has(name) ? [{ metadata: { name: `${name}-pod` } }] : [] });
    }
    if (url.pathname.endsWith("/log")) {
      const job = this.jobs.get((parts.at(-2) ?? "").replace(/-pod$/, ""));
      if (job === undefined) return json(404, {});
      response.writeHead(200, { "content-type": "text/plain" });
      if (typeof fault === "object") {
        response.write(job.log.slice(0, fault.cutAfter), () => response.destroy());
        return;
      }
      if (url.searchParams.get("follow") !== "true" || job.end !== undefined) return void response.end(job.log);
      response.write(job.log);
      this.#followers.add([job, response]);
      return;
    }
    const name = parts.at(-1) === "jobs" ? undefined : parts.at(-1);
    const job = name === undefined ? undefined : this.jobs.get(name);
    if (request.method === "POST") {
      const made = (JSON.parse(body) as { readonly metadata: { readonly name: string } }).metadata.name;
      if (this.jobs.has(made)) return json(409, { reason: "AlreadyExists" });
      return json(201, this.#wire(this.add(made)));
    }
    if (name === undefined) return json(200, { items: [...this.jobs.values()].map((one) => this.#wire(one)) });
    if (job === undefined) return json(404, { reason: "NotFound" });
    if (request.method === "PATCH") this.end(job, "Suspended");
    if (request.method === "DELETE") this.jobs.delete(name);
    return json(200, this.#wire(job));
  }
}
