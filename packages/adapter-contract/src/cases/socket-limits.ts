import { holds, same } from "../check.ts";
import type { ContractCase } from "../contract-case.ts";
import { drain, isLost } from "../read.ts";

const promptMs = 1_000;

/** Limits of a socket, and its prompt end. */
export const socketLimitCases: ReadonlyArray<ContractCase> = [
  {
    id: "socket-message-limit",
    holds: "a message over the limit ends the socket with 1009, after the messages before it",
    run: async ({ serve, openSocket }) => {
      const frames = ["a".repeat(1_000), "é".repeat(501), "c"];
      const served = await serve({ "/": { kind: "socket", frames, end: "stall", answersControlFrames: false } });
      const read = await drain(await openSocket(`${served.wsUrl}/`, { maxMessageBytes: 1_000 }));
      same([read.frames, read.closed.code], [[frames[0]], 1009], "frames and close");
    },
  },
  {
    id: "socket-back-pressure",
    holds:
      "a socket that can pause stops reading at its limit and loses nothing; one that cannot is closed with `overflow`",
    run: async ({ serve, openSocket, adapter, subject }) => {
      const slack = subject.socketSlackBytes ?? 24 * 1024 * 1024;
      const frame = "0123456789abcdef".repeat(4_096);
      const times = Math.ceil((2.5 * slack) / frame.length);
      const served = await serve({ "/": { kind: "socket", frames: [frame], times } });
      const socket = await openSocket(`${served.wsUrl}/`);
      const unread = await served.standstill();
      if (!adapter.runtime.capabilities.socketPause) {
        const { frames, closed } = await drain(socket);
        same([closed.overflow, frames.every((one) => one === frame)], [true, true], "overflow and frames");
        holds(frames.length * frame.length < 1024 * 1024, `${frames.length} frames waited`);
        return;
      }
      holds(unread < slack, `the server sent ${unread} bytes that nobody pulled`);
      const { frames, closed } = await drain(socket);
      same([frames.length, frames.every((one) => one === frame), closed.code], [times, true, 1000], "frames and close");
    },
  },
  {
    id: "socket-destroy",
    holds: "destroy settles a pending pull at once even if the server ignores close frames, and can be called twice",
    run: async ({ serve, openSocket, adapter }) => {
      const served = await serve({ "/": { kind: "socket", end: "stall", answersControlFrames: false } });
      const socket = await openSocket(`${served.wsUrl}/`);
      const next = socket.pull();
      const began = performance.now();
      socket.destroy();
      socket.destroy();
      const closed = await next;
      holds(performance.now() - began < promptMs, "the pull did not settle at once");
      holds(closed.type === "closed" && isLost(closed), `the pull returned ${JSON.stringify(closed)}`);
      same(await socket.pull(), closed, "the close of the next pull");
      // A page can only request a close, which the platform waits for.
      if (adapter.runtime.capabilities.handshakeHeaders)
        await served.until(({ open }) => open === 0, "the client disconnect");
    },
  },
  {
    id: "socket-abort",
    holds: "abort has the effect of destroy before, during and after the handshake",
    run: async ({ serve, openSocket, faultOf }) => {
      const reason = new Error("changed my mind");
      const served = await serve({
        "/": { kind: "socket", end: "stall", answersControlFrames: false },
        "/never": { kind: "none", how: "stall" },
      });
      const before = await faultOf(openSocket(`${served.wsUrl}/`, { signal: AbortSignal.abort(reason) }));
      same([before.reason, before.cause === reason], ["aborted", true], "before");
      same((await served.look()).requests.length, 0, "requests");

      const during = new AbortController();
      const opening = faultOf(openSocket(`${served.wsUrl}/never`, { signal: during.signal }));
      await served.until(({ requests }) => requests.length === 1, "the handshake");
      during.abort(reason);
      const fault = await opening;
      same([fault.reason, fault.cause === reason], ["aborted", true], "during");
      await served.until(({ requests }) => requests[0]?.outcome !== "open", "the client disconnect");

      const after = new AbortController();
      const socket = await openSocket(`${served.wsUrl}/`, { signal: after.signal });
      const next = socket.pull();
      after.abort(reason);
      const closed = await next;
      holds(closed.type === "closed" && isLost(closed), `the pull returned ${JSON.stringify(closed)}`);
    },
  },
];
