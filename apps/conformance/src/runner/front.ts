import { createServer, request as ask } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Pages } from "./pages.ts";

/** A server that puts a service and the suite's pages behind one origin; all other requests go to the service unchanged. WebSockets do not pass. */
export interface Front {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Starts a {@link Front} on loopback. Header names and values pass unchanged, so the service still sees a browser. */
export const startFront = async (service: string, pages: Pages): Promise<Front> => {
  const server = createServer((incoming, outgoing) => {
    const page = pages(new URL(incoming.url ?? "/", service).pathname);
    if (page !== undefined) {
      outgoing.writeHead(200, { "content-type": page.contentType });
      outgoing.end(page.body);
      return;
    }
    const onward = ask(new URL(incoming.url ?? "/", service), { method: incoming.method, headers: incoming.headers });
    onward.on("response", (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.on("error", () => outgoing.destroy());
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
