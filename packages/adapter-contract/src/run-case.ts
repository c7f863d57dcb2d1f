import type { AdapterFault } from "@jobwire/core/adapter";
import { ContractBroken } from "./check.ts";
import type { ContractCase, Subject } from "./contract-case.ts";
import type { Rig, Served } from "./rig.ts";

/** Runs one case, and closes what it started; rejects with what did not hold. */
export const runCase = async (one: ContractCase, subject: Subject, rig: Rig): Promise<void> => {
  const { adapter } = subject;
  const started: Array<Served> = [];
  const ends = new AbortController();
  try {
    await one.run({
      subject,
      adapter,
      serve: async (script) => {
        const served = await rig.serve(script);
        started.push(served);
        return served;
      },
      ask: (url, request) => adapter.request({ url, method: "GET", headers: {}, signal: ends.signal, ...request }),
      openSocket: (url, request) => {
        if (adapter.openSocket === undefined) throw new ContractBroken("there are no sockets");
        return adapter.openSocket({
          url,
          headers: {},
          maxMessageBytes: 128 * 1024 * 1024,
          highWaterBytes: 256 * 1024,
          signal: ends.signal,
          ...request,
        });
      },
      faultOf: (promise) =>
        promise.then(
          () => {
            throw new ContractBroken("it did not reject");
          },
          (fault: unknown) => fault as AdapterFault,
        ),
      word: (reason) => subject.says?.[reason] ?? reason,
    });
  } finally {
    ends.abort();
    await Promise.all(started.map((served) => served.close()));
  }
};
