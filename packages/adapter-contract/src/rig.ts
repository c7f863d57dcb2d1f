import type { Seen, WireScript } from "./wire-script.ts";

/** A scripted server, controlled from the runtime of the adapter under test. */
export interface Served {
  readonly url: string;
  readonly wsUrl: string;
  /** The same server behind TLS, and the authority (PEM) that signed its certificate. */
  readonly secure: { readonly url: string; readonly ca: string };
  /** The same server behind TLS that demands a client certificate, and one that it accepts (PEM). */
  readonly demanding: {
    readonly url: string;
    readonly client: { readonly cert: string; readonly key: string; readonly passphrase: string };
  };
  /** `host:port` of an HTTP proxy. The user `refuse-STATUS` makes it refuse, and `hang` makes it never respond. */
  readonly proxy: string;
  readonly look: () => Promise<Seen>;
  /** Polls until the state satisfies the condition; fails after 20 s with the last state. */
  readonly until: (satisfies: (seen: Seen) => boolean, what: string) => Promise<Seen>;
  /** Number of bytes sent, once it has not changed for a second. */
  readonly standstill: () => Promise<number>;
  /** Lets the next pieces of gated responses pass. */
  readonly pass: (pieces?: number) => Promise<void>;
  /** Stops listening. */
  readonly refuse: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The connection to the machine that starts servers. */
export interface Rig {
  readonly serve: (script: WireScript) => Promise<Served>;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Connects to a contract server; `fetch` must be able to reach it. */
export const connectRig = (controlUrl: string): Rig => {
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(controlUrl + path, { method: "POST", body: JSON.stringify(body ?? {}) });
    if (!answer.ok)
      throw new Error(`the contract server responded with status ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    serve: async (script) => {
      const { id, ...addresses } = (await ask("/serve", script)) as {
        readonly id: string;
      } & Pick<Served, "url" | "secure" | "demanding" | "proxy">;
      const look = (): Promise<Seen> => ask(`/${id}/look`) as Promise<Seen>;
      return {
        ...addresses,
        wsUrl: addresses.url.replace("http", "ws"),
        look,
        until: async (satisfies, what) => {
          for (let tries = 0; ; tries++) {
            const seen = await look();
            if (satisfies(seen)) return seen;
            if (tries >= 400) throw new Error(`the server did not see ${what} within 20 s: ${JSON.stringify(seen)}`);
            await sleep(50);
          }
        },
        standstill: async () => {
          let last = -1;
          for (let still = 0; still < 10; ) {
            const { bytes } = await look();
            still = bytes === last ? still + 1 : 0;
            last = bytes;
            await sleep(100);
          }
          return last;
        },
        pass: (pieces = 1) => ask(`/${id}/pass`, { pieces }).then(() => {}),
        refuse: () => ask(`/${id}/refuse`).then(() => {}),
        close: () => ask(`/${id}/close`).then(() => {}),
      };
    },
  };
};
