import type { AdapterFault } from "@jobwire/core/adapter";
import { holds, same } from "../check.ts";
import { configured, openWith, readText } from "../configured.ts";
import type { ContractCase } from "../contract-case.ts";
import { pullFrames } from "../read.ts";

const script = {
  "/": { kind: "http", body: "through" },
  "/socket": { kind: "socket", frames: ["through"], end: "stall" },
} as const;

/** A user name and a password that need encoding in a URL. */
const credentials = "us%40er:p%3Ass%20w%C3%B6rd";

const namesProxy = (fault: AdapterFault, proxy: string, what: string): void => {
  holds(fault.proxy?.startsWith(`http://${proxy}`) === true, `${what} names the proxy: ${fault.proxy ?? "nothing"}`);
  holds(!`${fault.message} ${fault.proxy}`.includes("hunter2"), `${what} does not show the password`);
};

/** Requests and sockets through an HTTP proxy. The host names of the targets exist for the proxy only. */
export const proxyCases: ReadonlyArray<ContractCase> = [
  {
    id: "proxy-forwards",
    holds:
      "a request by http goes to the proxy with its absolute URL and the credentials, which the server does not get",
    run: async (bench) => {
      const { url, proxy, look } = await bench.serve(script);
      const target = `http://server.invalid:${new URL(url).port}`;
      const adapter = configured(bench, { proxy: `http://${credentials}@${proxy}` });
      same(await readText(adapter, `${target}/`), "through", "the response");
      same(await readText(adapter, `${target}/?q=1`, "a body"), "through", "the response to a POST");
      const { proxied, requests } = await look();
      same(proxied, [`GET ${target}/ us@er`, `POST ${target}/?q=1 us@er`], "the proxy's requests");
      same(
        requests.map(({ method, url: path }) => `${method} ${path}`),
        ["GET /", "POST /?q=1"],
        "the server's requests",
      );
      same(requests[1]?.body, "6120626f6479", "the body");
      for (const { headers } of requests) {
        same([headers["host"], headers["proxy-authorization"]], [new URL(target).host, undefined], "the headers");
      }
    },
  },
  {
    id: "proxy-tunnels",
    holds: "requests by https and sockets go through a tunnel to the server, whose certificate is checked",
    run: async (bench) => {
      const { url, secure, demanding, proxy, look } = await bench.serve(script);
      const [plain, tls, mutual] = [url, secure.url, demanding.url].map(
        (address) => `localhost:${new URL(address).port}`,
      );
      const adapter = configured(bench, {
        proxy: `http://${credentials}@${proxy}`,
        tls: { ca: secure.ca, ...demanding.client },
      });
      same(await readText(adapter, `https://${tls}/`), "through", "the response");
      same(await readText(adapter, `https://${mutual}/`, "a body"), "through", "the response to a POST");
      for (const address of [`ws://${plain}/socket`, `wss://${tls}/socket`, `wss://${mutual}/socket`]) {
        const socket = await openWith(adapter, address);
        same(await pullFrames(socket, 1), ["through"], address);
        socket.destroy();
      }
      const targets = [tls, mutual, plain, tls, mutual].map((target) => `CONNECT ${target} us@er`);
      same((await look()).proxied, targets, "the proxy's requests");
      const untrusting = configured(bench, { proxy: `http://${proxy}` });
      const fault = await bench.faultOf(readText(untrusting, `https://${tls}/`));
      same(
        [fault.reason, fault.proxy],
        [bench.word("tls"), undefined],
        "the fault for a certificate that is not trusted",
      );
    },
  },
  {
    id: "proxy-refuses",
    holds: "a proxy that refuses a request is a fault of the proxy, not a response of the server",
    run: async (bench) => {
      const { url, secure, proxy, look } = await bench.serve(script);
      const [plain, tls] = [url, secure.url].map((address) => `localhost:${new URL(address).port}`);
      for (const [status, reason] of [
        [403, "blocked"],
        [407, "blocked"],
        [502, "unreachable"],
      ] as const) {
        const adapter = configured(bench, {
          proxy: `http://refuse-${status}:hunter2@${proxy}`,
          tls: { ca: secure.ca },
        });
        const faults = [bench.faultOf(readText(adapter, `https://${tls}/`))];
        // Any other status of a forwarded request may be the server's own.
        if (status === 407) faults.push(bench.faultOf(readText(adapter, `http://${plain}/`)));
        for (const fault of await Promise.all(faults)) {
          namesProxy(fault, proxy, `the fault for ${status}`);
          const hidden = bench.subject.hidesProxyStatus === true && status !== 407;
          same(
            [fault.reason, fault.proxyStatus],
            hidden ? ["unreachable", undefined] : [reason, status],
            `status ${status}`,
          );
        }
        for (const address of [`ws://${plain}/socket`, `wss://${tls}/socket`]) {
          const fault = await bench.faultOf(openWith(adapter, address));
          namesProxy(fault, proxy, `the socket's fault for ${status}`);
          same([fault.proxyStatus, fault.response], [status, undefined], `the socket's fault for ${status}`);
        }
      }
      same((await look()).requests.length, 0, "the server's requests");
    },
  },
  {
    id: "proxy-missing",
    holds: "a proxy that does not listen is named, without its password",
    run: async (bench) => {
      const { url, secure, proxy, refuse, look } = await bench.serve(script);
      // The scripted server listens no longer; it is the proxy of this case.
      const dead = new URL(url).host;
      await refuse();
      const adapter = configured(bench, { proxy: `http://user:hunter2@${dead}`, tls: { ca: secure.ca } });
      for (const target of ["http://server.invalid/", `https://${proxy}/`]) {
        const fault = await bench.faultOf(readText(adapter, target));
        same(fault.reason, "refused", target);
        namesProxy(fault, dead, target);
      }
      const fault = await bench.faultOf(openWith(adapter, "ws://server.invalid/socket"));
      if (fault.proxy !== undefined) namesProxy(fault, dead, "the socket's fault");
      holds(fault.reason === "refused" || fault.reason === "handshake", `the socket's fault: ${fault.reason}`);
      same((await look()).proxied, [], "the other proxy's requests");
    },
  },
  {
    id: "proxy-abort",
    holds: "abort while the proxy does not respond ends the connection to it at once",
    run: async (bench) => {
      const { url, secure, proxy, until } = await bench.serve(script);
      const [plain, tls] = [url, secure.url].map((address) => `localhost:${new URL(address).port}`);
      const adapter = configured(bench, { proxy: `http://hang:hunter2@${proxy}`, tls: { ca: secure.ca } });
      const attempts: ReadonlyArray<(signal: AbortSignal) => Promise<unknown>> = [
        (signal) => adapter.request({ url: `http://${plain}/`, method: "GET", headers: {}, signal }),
        (signal) => adapter.request({ url: `https://${tls}/`, method: "GET", headers: {}, signal }),
        (signal) => openWith(adapter, `ws://${plain}/socket`, signal),
        (signal) => openWith(adapter, `wss://${tls}/socket`, signal),
      ];
      for (const [at, attempt] of attempts.entries()) {
        const ends = new AbortController();
        const fault = bench.faultOf(attempt(ends.signal));
        await until(({ proxied }) => proxied.length > at, "the request");
        const began = performance.now();
        ends.abort(new Error("changed my mind"));
        same((await fault).reason, "aborted", "the fault");
        holds(performance.now() - began < 1_000, "the abort was prompt");
        await until(({ proxyOpen }) => proxyOpen === 0, "the end of the connection to the proxy");
      }
    },
  },
];
