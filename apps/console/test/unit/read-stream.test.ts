import { afterEach, expect, test, vi } from "vitest";
import { readConnection, reportAnswer } from "../../src/api/connection.ts";
import { GatewayError } from "../../src/api/gateway-error.ts";
import { readStream, type StreamPiece } from "../../src/api/read-stream.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  reportAnswer(200);
});

const control = (next: string, more = ""): string => `event: control\ndata:{"streamNextOffset":"${next}"${more}}\n\n`;
const data = (text: string): string => `event: data\n${text.replace(/^/gm, "data:")}\n\n`;

type Step = string | (() => Response);

/** A gateway that responds to one request after the other; `cut` in a text breaks the connection there. */
const gateway = (...steps: ReadonlyArray<Step>): ReadonlyArray<string> => {
  const asked: Array<string> = [];
  vi.stubGlobal("fetch", async (url: string) => {
    const step = steps[asked.length];
    asked.push(url);
    if (step === undefined) throw new TypeError("refused");
    if (typeof step === "function") return step();
    const [text, cut] = step.split("<cut>");
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => stream.enqueue(new TextEncoder().encode(text)),
      pull: (stream) => (cut === undefined ? stream.close() : stream.error(new TypeError("reset"))),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  return asked;
};

const problem = (status: number, _tag: string) => (): Response =>
  Response.json(
    { status, _tag, detail: "it failed" },
    { status, headers: { "content-type": "application/problem+json" } },
  );

const readAll = async (): Promise<ReadonlyArray<StreamPiece>> => {
  const pieces: Array<StreamPiece> = [];
  const signal = AbortSignal.timeout(20_000);
  for await (const piece of readStream({ url: (offset) => `at ${offset}`, offset: "00", signal })) pieces.push(piece);
  return pieces;
};

test("continues exactly after the last control event, whatever ends a connection", async () => {
  const asked = gateway(
    `${data("a\n")}${control("02")}${data("half")}<cut>`,
    `${data("b\n")}${control("04", ',"upToDate":true')}`,
    problem(503, "ServerError"),
    `: keep-alive\n\n<cut>`,
    `${data("c\n")}${control("06", ',"upToDate":true,"streamClosed":true')}`,
  );
  const pieces = await readAll();
  expect(pieces.map(({ text }) => text).join("")).toBe("a\nb\nc\n");
  expect(pieces.at(-1)).toMatchObject({ closed: true, nextOffset: "06" });
  expect(asked).toEqual(["at 00", "at 02", "at 04", "at 04", "at 04"]);
  expect(readConnection()).toBe("good");
});

test("a problem ends it: as a response, and within a connection after all text", async () => {
  gateway(problem(410, "LogReset"));
  await expect(readAll()).rejects.toMatchObject({ status: 410, message: "it failed" });
  const asked = gateway(
    `${data("a\n")}${control("02")}event: problem\ndata:{"status":410,"_tag":"JobLost","detail":"gone","offset":"02"}\n\n`,
  );
  const failure = await readAll().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(GatewayError);
  expect((failure as GatewayError).problem).toMatchObject({ _tag: "JobLost", offset: "02" });
  expect(asked).toHaveLength(1);
});

test("shows a lost connection while it tries again less and less often", async () => {
  const asked = gateway();
  const stop = new AbortController();
  const reading = (async () => {
    for await (const _ of readStream({ url: () => "x", offset: "00", signal: stop.signal })) return;
  })();
  await vi.waitFor(() => expect(readConnection()).toBe("lost"));
  await vi.waitFor(() => expect(asked.length).toBe(3), { timeout: 10_000 });
  stop.abort();
  await reading;
  const before = asked.length;
  expect(before).toBeLessThan(5);
});
