import { holds, same } from "../check.ts";
import type { ContractCase } from "../contract-case.ts";
import { hexOf } from "../hex-of.ts";
import { readBody } from "../read.ts";

/** How other kinds of servers respond to a request: SSH, SMTP, Redis, the first frames of HTTP/2, a TLS alert. */
const foreign: ReadonlyArray<readonly [name: string, hex: string]> = [
  ["ssh", hexOf("SSH-2.0-OpenSSH_9.2\r\n\r\n")],
  ["smtp", hexOf("220 mail.example ESMTP\r\n502 5.5.2 Error: command not recognized\r\n")],
  ["redis", hexOf("-ERR wrong number of arguments for 'get' command\r\n")],
  ["grpc", "00000604000000000000050000ffff"],
  ["tls-alert", "1503010002024615030100020100"],
];

/** The headers that HTTP/1.1 itself requires. */
const always = ["host", "connection", "content-length"];

/** What the adapter sends, and what it makes of the response head. */
export const requestCases: ReadonlyArray<ContractCase> = [
  {
    id: "sends-as-given",
    holds:
      "method, path, query, headers and body are sent as given, with no extra header but HTTP's own and the declared ones",
    run: async ({ serve, ask, adapter }) => {
      const { url, look } = await serve({ "/a%2Fb": { kind: "http" }, "/w": { kind: "http" } });
      const forced = adapter.runtime.capabilities.forcedRequestHeaders;
      // Core names itself in every request, unless the runtime forces a name of its own.
      const named: Record<string, string> = forced.includes("user-agent") ? {} : { "user-agent": "contract/1" };
      await readBody(
        await ask(`${url}/a%2Fb?x=1&y=%20`, { headers: { ...named, "x-given": "yes", authorization: "Bearer T" } }),
      );
      const body = new TextEncoder().encode('{"a":"é"}');
      const written = { ...named, "content-type": "application/json" };
      await readBody(await ask(`${url}/w`, { method: "POST", body, headers: written }));
      await readBody(await ask(`${url}/w`, { method: "DELETE", headers: named }));
      const { requests } = await look();
      const [read, write, remove] = requests;
      same([read?.method, read?.url, read?.body], ["GET", "/a%2Fb?x=1&y=%20", ""], "the read");
      same([read?.headers["x-given"], read?.headers["authorization"]], ["yes", "Bearer T"], "its headers");
      same([write?.method, write?.body], ["POST", hexOf('{"a":"é"}')], "the write");
      same([remove?.method, remove?.body, remove?.headers["content-type"]], ["DELETE", "", undefined], "the delete");
      const own = ["x-given", "authorization", "content-type", ...Object.keys(named)];
      for (const { headers } of requests) {
        if (named["user-agent"] !== undefined) same(headers["user-agent"], "contract/1", "the user agent");
        const extra = Object.keys(headers).filter((name) => ![...always, ...forced, ...own].includes(name));
        same(extra, [], "headers that nobody declared");
      }
    },
  },
  {
    id: "bytes-in-headers",
    holds: "a header may hold printable Latin-1",
    run: async ({ serve, ask }) => {
      const { url, look } = await serve({ "/": { kind: "http" } });
      await readBody(await ask(`${url}/`, { headers: { "x-name": "Zoë" } }));
      same((await look()).requests[0]?.headers["x-name"], "Zoë", "the header");
    },
  },
  {
    id: "redirects-are-answers",
    holds:
      "a redirect is a response (or, where the platform hides it, a fault with the reason redirected), and is not followed",
    run: async ({ serve, ask, subject }) => {
      const other = await serve({ "/there": { kind: "http", body: "followed" } });
      const { url } = await serve({
        "/": { kind: "http", status: 307, headers: { location: `${other.url}/there` }, body: "moved" },
      });
      const said = await ask(`${url}/`, { headers: { "x-ray-authorization": "Bearer T" } }).then(
        async (answer) => [answer.status, answer.headers["location"], (await readBody(answer)).text],
        (fault: { readonly reason: string }) => fault.reason,
      );
      const hidden = subject.says?.redirected !== undefined;
      same(said, hidden ? "redirected" : [307, `${other.url}/there`, "moved"], "the redirect");
      same((await other.look()).requests.length, 0, "requests at the other server");
    },
  },
  {
    id: "header-names",
    holds: "header names are lower case, repeated headers joined, names of Object's own are ordinary",
    run: async ({ serve, ask }) => {
      const { url } = await serve({ "/": { kind: "http", headers: { "X-A": ["1", "2"], constructor: "c" } } });
      const { headers } = await ask(`${url}/`);
      same([headers["x-a"], headers["constructor"], headers["toString"]], ["1, 2", "c", undefined], "the headers");
    },
  },
  {
    id: "bodiless-answers",
    holds: "204 and HEAD have no body, and the response ends",
    run: async ({ serve, ask }) => {
      const { url } = await serve({ "/none": { kind: "http", status: 204 }, "/": { kind: "http", body: "1234567" } });
      const none = await ask(`${url}/none`);
      same([none.status, (await readBody(none)).text], [204, ""], "204");
      const head = await ask(`${url}/`, { method: "HEAD" });
      same([head.status, head.headers["content-length"], (await readBody(head)).text], [200, "7", ""], "HEAD");
    },
  },
  {
    id: "errors-are-answers",
    holds: "401, 404, 429 and 503 are responses with their body",
    run: async ({ serve, ask }) => {
      for (const status of [401, 404, 429, 503]) {
        const { url } = await serve({ "/": { kind: "http", status, body: `status ${status}` } });
        const answer = await ask(`${url}/`);
        same([answer.status, (await readBody(answer)).text], [status, `status ${status}`], "the response");
      }
    },
  },
  {
    id: "refused",
    holds: "a port where nothing listens is refused",
    run: async ({ serve, ask, faultOf, word }) => {
      const served = await serve({});
      await served.refuse();
      const fault = await faultOf(ask(`${served.url}/secret?token=secret`));
      same([fault._tag, fault.reason], ["AdapterFault", word("refused")], "the fault");
      holds(fault.message.includes(served.url) && !fault.message.includes("secret"), `the message is ${fault.message}`);
    },
  },
  {
    id: "unresolved",
    holds: "a name without an address is unresolved",
    run: async ({ ask, faultOf, word }) => {
      const fault = await faultOf(ask("http://jobwire.invalid/"));
      same(fault.reason, word("unresolved"), "the fault");
    },
  },
  ...(["reset", "fin"] as const).map(
    (how): ContractCase => ({
      id: `lost-before-the-head-by-${how}`,
      holds: `a connection lost by ${how} before the response is a reset, for a write too: it may have arrived`,
      run: async ({ serve, ask, faultOf, word, subject }) => {
        const { url } = await serve({ "/": { kind: "none", how } });
        same((await faultOf(ask(`${url}/`))).reason, word("reset"), "the read's fault");
        const write = await faultOf(ask(`${url}/`, { method: "POST", body: new Uint8Array(3) }));
        same(write.reason, subject.says?.reset === undefined ? "reset" : "unknown", "the write's fault");
      },
    }),
  ),
  ...foreign.map(
    ([name, hex]): ContractCase => ({
      id: `not-http-${name}`,
      holds: "a response that is not HTTP is a fault with that reason, for a read and a write",
      run: async ({ serve, ask, faultOf, word }) => {
        const { url } = await serve({ "/": { kind: "raw", hex, how: "stall" } });
        same((await faultOf(ask(`${url}/`))).reason, word("not-http"), "the read's fault");
        const write = await faultOf(ask(`${url}/`, { method: "POST", body: new Uint8Array(3) }));
        same(write.reason, word("not-http") === "not-http" ? "not-http" : "unknown", "the write's fault");
      },
    }),
  ),
  {
    id: "blocked",
    holds:
      "an invalid address and an invalid header are blocked before anything is sent, and no value appears in the fault",
    run: async ({ serve, ask, faultOf }) => {
      for (const url of ["nonsense", "ftp://host/", ""]) same((await faultOf(ask(url))).reason, "blocked", url);
      const { url, look } = await serve({ "/": { kind: "http" } });
      for (const headers of [{ authorization: "hush\r\nx: hush" }, { "bad name": "hush" }]) {
        const fault = await faultOf(ask(`${url}/`, { headers: headers as Record<string, string> }));
        same(fault.reason, "blocked", "the fault");
        holds(!`${fault.message} ${String(fault.cause)}`.includes("hush"), "it shows the value");
      }
      same((await look()).requests.length, 0, "requests that were sent");
    },
  },
];
