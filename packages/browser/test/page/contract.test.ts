import { casesFor, connectRig, runCase, type Subject } from "@jobwire/adapter-contract";
import { describe, inject, test } from "vitest";
import { browserAdapter } from "../../src/adapter.ts";
import { standardSocket } from "../../src/standard-socket.ts";

/** Chromium sends a request again, even a write, when the kept connection that carried it is lost before the response. */
const sendsAgain =
  "a page cannot choose the connection of a request (docs/browsers.md explains what that means for writes)";

const subject: Subject = {
  dropsAtCut: true,
  adapter: browserAdapter,
  // The browser only reports that a request failed; the servers of these cases also fail for the root of their origin.
  says: {
    refused: "unreachable",
    unresolved: "unreachable",
    reset: "unreachable",
    unknown: "unreachable",
    "not-http": "unreachable",
    redirected: "redirected",
    handshake: "handshake",
  },
  except: {
    "writes-once-lost-by-reset": sendsAgain,
    "writes-once-lost-by-fin": sendsAgain,
    "writes-once-lost-in-the-status-line": sendsAgain,
    "writes-apart": sendsAgain,
    "tls-trusted": "a page trusts the authorities that its browser trusts",
    "tls-client-certificate": "a page sends the certificate that its browser chooses",
    "tls-settings": "a page has no such settings",
    "proxy-forwards": "a page uses the proxy of its browser",
    "proxy-tunnels": "a page uses the proxy of its browser",
    "proxy-refuses": "a page uses the proxy of its browser",
    "proxy-missing": "a page uses the proxy of its browser",
    "proxy-abort": "a page uses the proxy of its browser",
    "tls-untrusted": "the pages of vitest's browser mode trust every certificate",
  },
  // Chromium's network process itself reads up to about 80 MB of a body.
  bodySlackBytes: 128 * 1024 * 1024,
};
const rig = connectRig(inject("contractServer"));

test.each(casesFor(subject))("$id: $holds", (one) => runCase(one, subject, rig));

describe("without WebSocketStream", () => {
  const { runtime } = browserAdapter;
  const adapter = {
    ...browserAdapter,
    runtime: { ...runtime, capabilities: { ...runtime.capabilities, socketPause: false } },
    openSocket: standardSocket,
  };
  const plain: Subject = { ...subject, adapter };
  const sockets = casesFor(plain).filter(({ id }) => id.startsWith("socket-"));
  test.each(sockets)("$id: $holds", (one) => runCase(one, plain, rig));
});
