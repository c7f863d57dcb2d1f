import { holds, same, sleep, until } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { brokenBytes, firstLine, follow, mixedText, numbered, protocolOf } from "./logs.ts";

const id = "raysubmit_scripted00000000";
const tails = ["auto", "http", "websocket"] as const;

/** Tails without faults. */
export const wholeLogCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "ray/tail/mixed-log",
    surface: "ray",
    cites: ["ray/r1/universal-newlines", "ray/r1/decoding", "ray/tail/follow", "ray/wire/partial-last-line"],
    transports: tails,
    world: async ({ faultyRay }, transport) => {
      // The job must run for the socket to be used; otherwise the tail reads only its file.
      const ray = await faultyRay({ log: mixedText, status: transport === "websocket" ? "RUNNING" : "SUCCEEDED" });
      return {
        url: ray.url,
        truth: () => new TextEncoder().encode(mixedText),
        hands: { end: () => ray.setStatus("SUCCEEDED") },
      };
    },
    run: async ({ ray, transport, hand, checkLines }) => {
      const following = follow(ray(), id, { protocol: protocolOf(transport) });
      await sleep(200);
      await hand.end();
      await checkLines(await following);
    },
  }),
  defineCase({
    id: "ray/tail/not-utf8",
    surface: "ray",
    cites: ["ray/r1/decoding", "ray/wire/undecodable-byte"],
    transports: tails,
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: brokenBytes, status: "RUNNING" });
      return { url: ray.url, truth: () => brokenBytes, hands: { end: () => ray.setStatus("SUCCEEDED") } };
    },
    run: async ({ ray, transport, hand, checkLines }) => {
      const following = follow(ray(), id, { protocol: protocolOf(transport) });
      await sleep(500);
      await hand.end();
      await checkLines(await following);
    },
  }),
  defineCase({
    id: "ray/tail/growing-log",
    surface: "ray",
    cites: ["ray/tail/follow", "ray/r1/every-line-once", "ray/r2/proven-end", "ray/tail/torn-character"],
    transports: tails,
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: firstLine, status: "RUNNING" });
      const all = [firstLine];
      const append = (text: string): void => {
        all.push(text);
        ray.append(text);
      };
      // Half a character stays at the end of the file for a while.
      const smile = new TextEncoder().encode("😀\n");
      return {
        url: ray.url,
        truth: () => new TextEncoder().encode(all.join("")),
        hands: {
          append,
          half: () => ray.append(smile.subarray(0, 2)),
          otherHalf: () => {
            all.push("😀\n");
            ray.append(smile.subarray(2));
          },
          end: () => ray.setStatus("SUCCEEDED"),
        },
      };
    },
    run: async ({ ray, transport, hand, checkLines }) => {
      const lines: Array<string> = [];
      const following = (async () => {
        const tail = ray().jobs.tailLogs(id, { protocol: protocolOf(transport) });
        for await (const batch of tail.batches()) lines.push(...batch.lines);
      })();
      await until(() => lines.length === 1, "the first line");
      await hand.append("whole\npart");
      await until(() => lines.length === 2, "a line that is whole");
      await hand.append(" of a line\n");
      await until(() => lines.length === 3, "a line written in two parts");
      await hand.half();
      await sleep(300);
      await hand.otherHalf();
      await until(() => lines.length === 4, "a character written in two parts");
      await hand.append(numbered(500));
      await hand.end();
      await following;
      await checkLines(lines);
    },
  }),
  defineCase({
    id: "ray/tail/late-last-lines",
    surface: "ray",
    cites: ["ray/r2/read-after-terminal", "ray/issue/48701"],
    transports: tails,
    world: async ({ faultyRay }) => {
      const log = firstLine + numbered(50);
      const ray = await faultyRay({ log, status: "RUNNING" });
      return {
        url: ray.url,
        truth: () => new TextEncoder().encode(`${log}the last line\n`),
        hands: {
          // The first read that finds the job ended is also the moment at which its last line reaches the file.
          end: () => {
            let written = false;
            ray.setStatus((look) => {
              if (look === "get" && !written) {
                written = true;
                ray.append("the last line\n");
              }
              return "SUCCEEDED";
            });
          },
        },
      };
    },
    run: async ({ ray, transport, hand, checkLines }) => {
      const following = follow(ray(), id, { protocol: protocolOf(transport) });
      await sleep(300);
      await hand.end();
      await checkLines(await following);
    },
  }),
  defineCase({
    id: "ray/tail/last-lines",
    surface: "ray",
    cites: ["ray/tail/last-n"],
    transports: ["auto", "http"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: `${firstLine}a\nb\rc\r\nd\n${numbered(5)}`, status: "SUCCEEDED" });
      return { url: ray.url };
    },
    run: async ({ ray, transport }) => {
      const cluster = ray();
      const protocol = protocolOf(transport);
      same(
        await follow(cluster, id, { protocol, tail: 7 }),
        ["c", "d", "line 0", "line 1", "line 2", "line 3", "line 4"],
        "the last 7 lines",
      );
      same(await follow(cluster, id, { protocol, tail: 0 }), [], "no line but new ones");
      same((await follow(cluster, id, { protocol, tail: 1_000 })).length, 10, "more lines than there are");
    },
  }),
  defineCase({
    id: "ray/tail/no-follow",
    surface: "ray",
    cites: ["ray/tail/no-follow"],
    transports: ["auto", "http"],
    world: async ({ faultyRay }) => {
      const log = firstLine + numbered(20);
      const ray = await faultyRay({ log, status: "RUNNING" });
      return { url: ray.url, truth: () => new TextEncoder().encode(log) };
    },
    run: async ({ ray, transport, checkLines }) => {
      await checkLines(await follow(ray(), id, { protocol: protocolOf(transport), follow: false }));
    },
  }),
  defineCase({
    id: "ray/tail/empty-log",
    surface: "ray",
    cites: ["ray/r2/proven-end"],
    transports: ["auto", "http"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: "", status: "SUCCEEDED" });
      return { url: ray.url };
    },
    run: async ({ ray, transport }) => {
      same(await follow(ray(), id, { protocol: protocolOf(transport) }), [], "lines of an empty log");
    },
  }),
  defineCase({
    id: "ray/tail/pending-first",
    surface: "ray",
    cites: ["ray/wire/pending-has-no-log"],
    transports: tails,
    world: async ({ faultyRay }) => {
      const log = firstLine + numbered(5);
      const ray = await faultyRay({ log: "", status: "PENDING" });
      return {
        url: ray.url,
        truth: () => new TextEncoder().encode(log),
        hands: {
          start: () => {
            ray.setStatus("RUNNING");
            ray.append(log);
          },
          end: () => ray.setStatus("SUCCEEDED"),
        },
      };
    },
    run: async ({ ray, transport, hand, checkLines }) => {
      const following = follow(ray(), id, { protocol: protocolOf(transport) });
      await sleep(300);
      await hand.start();
      await sleep(300);
      await hand.end();
      await checkLines(await following);
    },
  }),
  defineCase({
    id: "ray/tail/iterators",
    surface: "ray",
    cites: ["ray/tail/lines-and-batches"],
    transports: ["auto"],
    world: async ({ faultyRay }) => {
      const log = firstLine + numbered(300);
      const ray = await faultyRay({ log, status: "SUCCEEDED" });
      return { url: ray.url, truth: () => new TextEncoder().encode(log) };
    },
    run: async ({ ray, checkLines }) => {
      const tail = ray().jobs.tailLogs(id);
      const lines: Array<string> = [];
      for await (const line of tail) lines.push(line);
      await checkLines(lines);
      let text = "";
      let last: unknown;
      for await (const batch of tail.batches()) {
        holds(batch.lines.length > 0, "a batch is never empty");
        same(batch.text, `${batch.lines.join("\n")}\n`, "a batch's text");
        text += batch.text;
        last = batch.position;
      }
      same(text, `${lines.join("\n")}\n`, "the second reading of the same tail");
      same(JSON.parse(JSON.stringify(last)), last, "a position as plain JSON");
    },
  }),
];
