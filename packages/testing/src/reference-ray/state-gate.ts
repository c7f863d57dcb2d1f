/** RAY_STATE_SERVER_MAX_HTTP_REQUEST. */
const SLOTS = 100;
/** Connections of the dashboard to its state module: aiohttp's default pool. */
const CONNECTIONS = 100;

/** One admitted request of the state API. Both halves are freed once; freeing twice does nothing. */
export interface GatePass {
  /** False: the module is at its limit and the response is a 429. */
  readonly admitted: boolean;
  releaseConnection(): void;
  releaseSlot(): void;
}

/**
 * The two limits that all log and state requests of all users share: the dashboard's pool of connections to its state module,
 * where requests queue without a response, and the module's own count of requests in progress, above which it responds 429 at
 * once (docs/internals/servers.md#state-api-slots).
 */
export class StateGate {
  #slots = 0;
  #connections = 0;
  readonly #queue: (() => void)[] = [];

  get slotsInUse(): number {
    return this.#slots;
  }

  async enter(): Promise<GatePass> {
    if (this.#connections >= CONNECTIONS) await new Promise<void>((resolve) => this.#queue.push(resolve));
    else this.#connections += 1;
    const releaseConnection = once(() => {
      const next = this.#queue.shift();
      if (next === undefined) this.#connections -= 1;
      else next();
    });
    if (this.#slots >= SLOTS) return { admitted: false, releaseConnection, releaseSlot: () => {} };
    return { admitted: true, releaseConnection, releaseSlot: this.#takeSlot() };
  }

  /** Takes slots without a connection, as streams abandoned earlier do. The result frees them. */
  occupy(count: number): () => void {
    const taken = Array.from({ length: Math.min(count, SLOTS - this.#slots) }, () => this.#takeSlot());
    return () => {
      for (const release of taken) release();
    };
  }

  #takeSlot(): () => void {
    this.#slots += 1;
    return once(() => {
      this.#slots -= 1;
    });
  }
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}
