import type { ConformanceCase, Need, Transport } from "../case/conformance-case.ts";
import type { Greeting } from "../program/control.ts";

/** A cell that exists: a case, by one transport, in one runtime. */
export interface PlannedCell {
  readonly number: number;
  readonly case: ConformanceCase;
  readonly transport: Transport;
}

/** A cell that cannot exist in this runtime, and why. */
export interface AbsentCell {
  readonly case: ConformanceCase;
  readonly transport: Transport;
  readonly reason: string;
}

/** The cells of one runtime. Its adapter's capabilities decide which exist. */
export const planCells = (
  cases: ReadonlyArray<ConformanceCase>,
  greeting: Greeting,
): { readonly cells: ReadonlyArray<PlannedCell>; readonly absent: ReadonlyArray<AbsentCell> } => {
  const cells: Array<PlannedCell> = [];
  const absent: Array<AbsentCell> = [];
  for (const one of cases) {
    for (const transport of one.transports) {
      const reason = whyAbsent(one, transport, greeting);
      if (reason === undefined) cells.push({ number: cells.length, case: one, transport });
      else absent.push({ case: one, transport, reason });
    }
  }
  return { cells, absent };
};

const whyAbsent = (one: ConformanceCase, transport: Transport, greeting: Greeting): string | undefined => {
  if (!greeting.surfaces.includes(one.surface)) return `this runtime's package has no ${one.surface} client yet`;
  for (const need of [...socketNeeds(one, transport), ...(one.needs ?? [])]) {
    if (!meets[need](greeting)) return whyNot[need];
  }
  return undefined;
};

/** An agent always requires a token. */
const socketNeeds = ({ surface }: ConformanceCase, transport: Transport): ReadonlyArray<Need> =>
  transport !== "websocket" ? [] : surface === "ray" ? ["ray-socket"] : ["handshake-headers"];

const isPage = ({ runtime }: Greeting): boolean => runtime.capabilities.forcedRequestHeaders.includes("sec-fetch-mode");

const meets: Readonly<Record<Need, (greeting: Greeting) => boolean>> = {
  writes: (greeting) => !isPage(greeting),
  "handshake-headers": ({ runtime }) => runtime.capabilities.handshakeHeaders,
  "ray-socket": ({ runtime }) => runtime.capabilities.refuseCompression,
  "redirects-seen": (greeting) => !isPage(greeting),
  "headers-kept": (greeting) => !isPage(greeting),
  "sends-once": (greeting) => !isPage(greeting),
  page: isPage,
  process: (greeting) => !isPage(greeting),
};

const whyNot: Readonly<Record<Need, string>> = {
  writes: "a bare Ray takes every page for a browser and refuses its writes (shown by ray/errors/browser-refused)",
  "handshake-headers": "no headers can be set on its WebSocket's handshake",
  "ray-socket": "its WebSocket always offers compression, and then Ray sends nothing: tails use HTTP",
  "redirects-seen": "a page cannot see the target of a redirect (shown by secrets/redirect/opaque)",
  "headers-kept": "a page's requests carry the browser's own headers",
  "sends-once":
    "a browser itself sends a request again, a POST too, when a kept connection is lost before the response (seen in Chromium)",
  page: "it is about web pages",
  process: "it is about something that a web page does not have",
};
