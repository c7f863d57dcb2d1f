import { ray } from "@jobwire/node";
import { type FaultyJob, startFaultyRay } from "@jobwire/testing";
import { createGateway } from "../../src/node.ts";
import { LineEnds } from "./line-ends.ts";

/** A stream as the conformance tests write it: a scripted Ray job. */
interface WrittenStream {
  readonly job: FaultyJob;
  readonly lineEnds: LineEnds;
}

/** A handler that the conformance tests can write to. */
export interface StreamShim {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly close: () => Promise<void>;
}

const prefix = "/v1/stream/";
const offsetHeader = "stream-next-offset";
const closedHeader = "stream-closed";

/**
 * Puts the writes of the conformance tests before a gateway, which only reads. `PUT` starts a scripted Ray job, a `POST` prints a
 * line, `Stream-Closed: true` ends the job, `DELETE` deletes its record. The job is followed by a real client of Jobwire through a
 * real gateway. Reads go to the gateway unchanged; its responses come back with two changes (see `LineEnds`, and `adapted` of the
 * table of tests).
 */
export const startStreamShim = async (): Promise<StreamShim> => {
  const head = await startFaultyRay({ status: "RUNNING" });
  // Ray reports an empty log and one that it cannot find alike, so a tail of an empty one looks twice: soon, here.
  const cluster = ray({ address: head.url, pollIntervalMs: 100 });
  const gateway = createGateway({
    systems: { ray: cluster },
    allowAnonymous: "all",
    // The test of a preflight comes from there.
    origins: ["https://example.com"],
    rate: { perSecond: 1_000_000, burst: 1_000_000 },
    limits: { logs: 5_000 },
    times: { longPollMs: 1_000, keepMs: 10_000 },
  });
  const streams = new Map<string, WrittenStream>();

  const read = (request: Request, name: string, method = request.method): Promise<Response> => {
    const { search, origin } = new URL(request.url);
    const url = `${origin}/v1/systems/ray/jobs/${encodeURIComponent(name)}/log${method === request.method ? search : ""}`;
    return gateway.fetch(new Request(url, { method, headers: request.headers, signal: request.signal }));
  };

  /** A print has no acknowledgement, so a write is answered when a reader of the gateway can see it. */
  const whenVisible = async (request: Request, name: string, { lineEnds }: WrittenStream, closed: boolean) => {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const { status, headers } = await read(request, name, "HEAD");
      const visible = status === 200 && Number(headers.get(offsetHeader)) === lineEnds.length;
      if (visible && (!closed || headers.get(closedHeader) === "true")) return headers;
      if (Date.now() > deadline)
        throw new Error(
          `The gateway has ${status} ${headers.get(offsetHeader)} of ${name}, not ${lineEnds.length} bytes.`,
        );
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };

  const print = async (request: Request, name: string, stream: WrittenStream, created: boolean): Promise<Response> => {
    const piece = await request.text();
    const closes = request.headers.get(closedHeader) === "true";
    if (piece !== "") stream.job.append(stream.lineEnds.add(piece));
    if (closes) stream.job.setStatus("SUCCEEDED");
    const seen = await whenVisible(request, name, stream, closes);
    const headers = new Headers({ "x-content-type-options": "nosniff" });
    for (const header of [offsetHeader, closedHeader])
      if (seen.has(header)) headers.set(header, seen.get(header) ?? "");
    return new Response(null, { status: created ? 201 : 204, headers });
  };

  const adapted = async (response: Response, stream: WrittenStream | undefined): Promise<Response> => {
    const headers = new Headers(response.headers);
    if (headers.get("content-type") === "text/plain; charset=utf-8") headers.set("content-type", "text/plain");
    const isText = response.status === 200 && headers.get("content-type") === "text/plain";
    if (stream === undefined || response.body === null || !isText)
      return new Response(response.body, { status: response.status, headers });
    const bytes = new Uint8Array(await response.arrayBuffer());
    headers.delete("content-length");
    const end = Number(headers.get(offsetHeader));
    return new Response(stream.lineEnds.remove(bytes, end), { status: response.status, headers });
  };

  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const name = decodeURIComponent(pathname.slice(prefix.length));
    const stream = streams.get(name);
    switch (request.method) {
      case "PUT": {
        if (stream !== undefined)
          return new Response(null, { status: 200, headers: { "x-content-type-options": "nosniff" } });
        const created = { job: head.addJob(name, { status: "RUNNING" }), lineEnds: new LineEnds() };
        streams.set(name, created);
        return print(request, name, created, true);
      }
      case "POST":
        if (stream === undefined) return new Response(null, { status: 404 });
        return print(request, name, stream, false);
      case "DELETE": {
        const url = `${new URL(request.url).origin}/v1/systems/ray/jobs/${encodeURIComponent(name)}`;
        const headers = { "content-type": "application/json" };
        const deleted = await gateway.fetch(new Request(url, { method: "DELETE", headers }));
        if (deleted.ok) streams.delete(name);
        return deleted;
      }
      default:
        return adapted(await read(request, name), stream);
    }
  };

  return {
    fetch: answer,
    async close() {
      await gateway.close();
      await cluster.close();
      await head.close();
    },
  };
};
