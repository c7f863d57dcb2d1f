import { Buffer } from "node:buffer";
import { stream, type StreamOptions } from "@durable-streams/client";
import { expect, test, vi } from "vitest";
import { noRate, startAttackedGateway } from "../attacks/attacked-gateway.ts";
import { cutAfter } from "./cut-after.ts";
import { followPublished } from "./follow-published.ts";
import { listen } from "./listen.ts";

vi.setConfig({ testTimeout: 240_000 });

const first = "the first line\n";
const rest = Array.from({ length: 12_000 }, (_, n) => `line ${n} 행\n`).join("");
/** An event is some bytes longer than its lines, so a response that ends here ends within its last event. */
const restBytes = Buffer.byteLength(rest);

/** The published client with a reader that takes a while for each batch, so that batches wait when a connection is reset. */
const slowStream: typeof stream = async <TJson>(options: StreamOptions) => {
  const response = await stream<TJson>(options);
  const subscribe = response.subscribeBytes.bind(response);
  response.subscribeBytes = (subscriber) =>
    subscribe(async (batch) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await subscriber(batch);
    });
  return response;
};

// Chromium reports a connection that ends within an event as the response's end; so does this server, in Node.
// After three of them in a row, the client closes its stream.
test.each([
  ["end", 1],
  ["reset", 1],
  ["end", 4],
] as const)(
  "the published client has each byte once after the %s of the first %i responses of events",
  async (how, cuts) => {
    const { head, gateway, send } = await startAttackedGateway({ allowAnonymous: "read", rate: noRate });

    /** Follows a job whose other lines and end come when the first response of events begins; the first ones are cut after `bytes`. */
    const followCut = async (bytes: number): Promise<void> => {
      const job = head.addJob(`job-${bytes}`, { status: "RUNNING", log: first });
      const path = `/v1/systems/ray/jobs/job-${bytes}/log`;
      const whenClosed = async (): Promise<void> => {
        const { headers } = await send(path, { method: "HEAD" });
        if (headers.get("stream-closed") !== "true") throw new Error(`The log of job-${bytes} is not closed.`);
      };
      let responses = 0;
      await using server = await listen(async (request) => {
        if (!request.url.includes("live=sse")) return gateway.fetch(request);
        responses += 1;
        if (responses === 1) {
          job.append(rest);
          job.setStatus("SUCCEEDED");
          await vi.waitFor(whenClosed, { timeout: 60_000, interval: 5 });
        }
        const isCut = responses <= cuts;
        const response = await gateway.fetch(request);
        return isCut ? cutAfter(response, bytes, how) : response;
      });
      const { base64 } = await followPublished({ url: `${server.url}${path}`, live: "sse" }, slowStream);
      const log = Buffer.from(base64, "base64").toString();
      expect({ bytes, size: log.length, whole: log === first + rest }).toMatchObject({ bytes, whole: true });
      expect(responses).toBeGreaterThan(0);
    };
    for (let bytes = 1; bytes < restBytes; bytes += cuts * 9_973) await followCut(bytes);
  },
);
