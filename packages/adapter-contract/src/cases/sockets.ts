import { holds, same } from "../check.ts";
import type { ContractCase } from "../contract-case.ts";
import { drain, isLost, pullFrames } from "../read.ts";

const bomb = "\uFEFFbegin\r\n";

/** Handshakes and frames. */
export const socketCases: ReadonlyArray<ContractCase> = [
  {
    id: "socket-handshake",
    holds: "the handshake carries the headers and offers no compression, as far as the capabilities allow",
    run: async ({ serve, openSocket, adapter }) => {
      const served = await serve({ "/tail": { kind: "socket", end: "stall" } });
      const socket = await openSocket(`${served.wsUrl}/tail?x=1`, { headers: { authorization: "Bearer T" } });
      const { requests } = await served.look();
      const { handshakeHeaders, refuseCompression } = adapter.runtime.capabilities;
      same(requests[0]?.url, "/tail?x=1", "the address");
      same(requests[0]?.headers["authorization"], handshakeHeaders ? "Bearer T" : undefined, "the header");
      same(requests[0]?.headers["sec-websocket-extensions"] === undefined, refuseCompression, "no compression offered");
      socket.destroy();
    },
  },
  {
    id: "socket-frames",
    holds:
      "frames come in order: text with its byte order mark, bytes as bytes, including empty frames; then the server's close",
    run: async ({ serve, openSocket }) => {
      const lines = Array.from({ length: 500 }, (_, n) => `line ${n} 한국어 🙂\n`);
      const frames = [bomb, "", { hex: "ff00" }, ...lines];
      const served = await serve({ "/": { kind: "socket", frames, end: { close: 4001, reason: "Job failed" } } });
      const socket = await openSocket(`${served.wsUrl}/`);
      const read = await drain(socket);
      same(read.frames.slice(0, 2), [bomb, ""], "the first two");
      same([...(read.frames[2] as Uint8Array)], [0xff, 0x00], "the bytes");
      same(read.frames.slice(3), lines, "the lines");
      same(read.closed, { type: "closed", code: 4001, reason: "Job failed" }, "the close");
      same(await socket.pull(), read.closed, "the close of the next pull");
      socket.destroy();
      same(await socket.pull(), read.closed, "the close after destroy");
    },
  },
  {
    id: "socket-fragments",
    holds: "a message in fragments is one frame",
    run: async ({ serve, openSocket }) => {
      // The first two bytes of 한 are in one fragment, the third and `!` in the next.
      const frames = [{ raw: "0102ed95" }, { raw: "80029c21" }];
      const served = await serve({ "/": { kind: "socket", frames, end: "stall" } });
      const socket = await openSocket(`${served.wsUrl}/`);
      same(await pullFrames(socket, 1), ["한!"], "the frame");
      socket.destroy();
    },
  },
  {
    id: "socket-big-frame",
    holds: "a frame of 8 MiB arrives whole",
    run: async ({ serve, openSocket }) => {
      const big = "0123456789abcdef".repeat(512 * 1024);
      const served = await serve({ "/": { kind: "socket", frames: [big, "after"] } });
      // Above the high-water mark by itself: a socket that cannot pause must not be closed for one pulled frame.
      const { frames, closed } = await drain(
        await openSocket(`${served.wsUrl}/`, { highWaterBytes: () => 32 * 1024 * 1024 }),
      );
      same([frames.length, frames[0] === big, frames[1], closed.code], [2, true, "after", 1000], "frames and close");
    },
  },
  {
    id: "socket-ping",
    holds: "the platform responds to a ping, which is no frame",
    run: async ({ serve, openSocket }) => {
      const served = await serve({ "/": { kind: "socket", frames: [{ ping: "there?" }, "a"], end: "stall" } });
      const socket = await openSocket(`${served.wsUrl}/`);
      same(await pullFrames(socket, 1), ["a"], "the frames");
      socket.destroy();
    },
  },
  {
    id: "socket-refused-handshake",
    holds: "an HTTP response to the handshake is a fault, with the response where the platform shows it",
    run: async ({ serve, openSocket, faultOf }) => {
      const said = "Unauthorized: Missing authentication token";
      const served = await serve({ "/": { kind: "http", status: 401, body: said } });
      const fault = await faultOf(openSocket(`${served.wsUrl}/`, { headers: { authorization: "Bearer hush-hush" } }));
      same([fault._tag, fault.reason], ["AdapterFault", "handshake"], "the fault");
      if (fault.response !== undefined) same([fault.response.status, fault.response.body], [401, said], "the response");
      holds(!fault.message.includes("hush"), "it shows the header");
      await served.until(({ open }) => open === 0, "the connection close");
    },
  },
  {
    id: "socket-redirect",
    holds: "a redirect of the handshake is not followed",
    run: async ({ serve, openSocket, faultOf }) => {
      const other = await serve({ "/": { kind: "socket" } });
      const served = await serve({ "/": { kind: "http", status: 302, headers: { location: `${other.url}/` } } });
      same((await faultOf(openSocket(`${served.wsUrl}/`))).reason, "handshake", "the fault");
      same((await other.look()).requests.length, 0, "requests at the other server");
    },
  },
  {
    id: "socket-lost-handshake",
    holds: "a lost or refused connection during the handshake is a fault",
    run: async ({ serve, openSocket, faultOf, subject }) => {
      const served = await serve({ "/": { kind: "none", how: "reset" } });
      const hidden = subject.says?.handshake !== undefined;
      same((await faultOf(openSocket(`${served.wsUrl}/`))).reason, hidden ? "handshake" : "reset", "the lost one");
      await served.refuse();
      same((await faultOf(openSocket(`${served.wsUrl}/`))).reason, hidden ? "handshake" : "refused", "the refused one");
    },
  },
  ...(["reset", "fin"] as const).map(
    (how): ContractCase => ({
      id: `socket-lost-by-${how}`,
      holds: `a connection lost by ${how} is code 1006 or 0, after the frames that arrived`,
      run: async ({ serve, openSocket }) => {
        // The second frame is torn: its header announces more bytes than arrive.
        const frames = ["a", { raw: "810577" }];
        const served = await serve({ "/": { kind: "socket", frames, end: how, gated: true } });
        const socket = await openSocket(`${served.wsUrl}/`);
        await served.pass();
        same(await pullFrames(socket, 1), ["a"], "the frame");
        await served.pass();
        const { frames: more, closed } = await drain(socket);
        same([more, isLost(closed)], [[], true], `what came after it (code ${closed.code})`);
      },
    }),
  ),
];
