/**
 * abort-tails ADDRESS ID TIMES follows a running job's log, aborts at three moments, and prints the milliseconds until each tail
 * settled as one JSON line. Then the process must end by itself.
 */
import { isJobwireError } from "@jobwire/core";
import { ray } from "@jobwire/node";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";

const [address, id, times] = process.argv.slice(2);
if (address === undefined || id === undefined) throw new Error("usage: abort-tails ADDRESS ID TIMES");

/** Follows until `moment` resolves, then aborts. Returns the milliseconds until the loop ended. */
const settle = async (
  url: string,
  moment: "connect" | "stream" | "back-off",
  connected?: Promise<unknown>,
): Promise<number> => {
  const cluster = ray({ address: url });
  const abort = new AbortController();
  const here = Promise.withResolvers<void>();
  const tail = cluster.jobs.tailLogs(id, {
    signal: abort.signal,
    onStatus: (status) => {
      if (moment === "back-off" && status.type === "retrying") here.resolve();
    },
  });
  const over = (async (): Promise<void> => {
    for await (const batch of tail.batches()) if (moment === "stream" && batch.lines.length > 0) here.resolve();
    throw new Error("the tail ended before it was aborted");
  })().then(
    () => Promise.reject(new Error("unreachable")),
    (error: unknown) => {
      if (!isJobwireError(error) || error._tag !== "Aborted") throw error;
    },
  );
  await Promise.race([connected ?? here.promise, over]);
  const began = performance.now();
  abort.abort();
  await over;
  const took = performance.now() - began;
  await cluster.close();
  return took;
};

const took: Record<string, Array<number>> = { connect: [], stream: [], "back-off": [] };
for (let i = 0; i < Number(times ?? 3); i++) {
  took["stream"]?.push(await settle(address, "stream"));

  const silent = createServer(); // accepts connections and never responds
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const silentUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const connected = once(silent, "connection");
  took["connect"]?.push(await settle(silentUrl, "connect", connected));
  silent.close();
  await once(silent, "close");

  // Its port is free now, so the system refuses connections and the tail waits to retry.
  took["back-off"]?.push(await settle(silentUrl, "back-off"));
}
console.log(JSON.stringify(took));
