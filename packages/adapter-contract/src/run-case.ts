import type { AdapterFault } from "@jobwire/core/adapter";
import { ContractBroken } from "./check.ts";
import type { ContractCase, Subject } from "./contract-case.ts";
import type { Rig, Served } from "./rig.ts";

/** Runs one case, and closes what it started; rejects with the requirement that failed. */
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
        if (adapter.openSocket === undefined) throw new ContractBroken("the adapter has no sockets");
        return adapter.openSocket({
          url,
          headers: {},
          maxMessageBytes: 128 * 1024 * 1024,
          highWaterBytes: () => 256 * 1024,
          signal: ends.signal,
          ...request,
        });
      },
      faultOf: (promise) =>
        promise.then(
          () => {
            throw new ContractBroken("the promise did not reject");
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
