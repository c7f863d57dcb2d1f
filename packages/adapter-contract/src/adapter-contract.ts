import { abortCases } from "./cases/aborts.ts";
import { bodyCases } from "./cases/bodies.ts";
import { proxyCases } from "./cases/proxies.ts";
import { requestCases } from "./cases/requests.ts";
import { secureCases } from "./cases/secure.ts";
import { socketLimitCases } from "./cases/socket-limits.ts";
import { socketCases } from "./cases/sockets.ts";
import type { ContractCase, Subject } from "./contract-case.ts";
import { writeCases } from "./cases/writes.ts";

/** Every case of the adapter contract; `packages/core/src/adapter.ts` states it. */
export const adapterContract: ReadonlyArray<ContractCase> = [
  ...requestCases,
  ...writeCases,
  ...bodyCases,
  ...abortCases,
  ...socketCases,
  ...socketLimitCases,
  ...secureCases,
  ...proxyCases,
];

/** The cases for one adapter. Throws when an exception names no case, because an outdated exception hides its case. */
export const casesFor = (subject: Subject): ReadonlyArray<ContractCase> => {
  const except = subject.except ?? {};
  const unknown = Object.keys(except).filter((id) => !adapterContract.some((one) => one.id === id));
  if (unknown.length > 0)
    throw new Error(`the subject excepts cases that do not exist: ${unknown.join(", ")}. Remove them from \`except\`.`);
  return adapterContract.filter(({ id }) => except[id] === undefined);
};
