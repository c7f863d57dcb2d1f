import type { RuntimeFacts } from "@jobwire/core/adapter";
import { NotConform } from "../case/checks.ts";
import type { Bench, Clients, ConformanceCase, RemoteHands } from "../case/conformance-case.ts";
import { cases } from "../cases/index.ts";
import { createGuard } from "../case/secret-guard.ts";
import { secretsIn, type Watch, watchedClient } from "./watched-client.ts";
import type { CellReport, Control, HandedCell } from "./control.ts";

/** The runtime under test, as its program provides it. */
export interface Subject {
  readonly runtime: RuntimeFacts;
  readonly clients: Clients;
  /** Bytes of memory in use, after a garbage collection. */
  readonly memory: () => number;
}

const byId: ReadonlyMap<string, ConformanceCase> = new Map(cases.map((one) => [one.id, one]));

/** Runs one cell, closes what it opened, and returns what failed. It does not report. */
export const runCell = async (subject: Subject, control: Control, handed: HandedCell): Promise<CellReport> => {
  const began = Date.now();
  const opened: Array<Closable> = [];
  const watches: Array<Watch> = [];
  const one = byId.get(handed.case);
  try {
    if (one === undefined) throw new Error(`this program has no case ${handed.case}`);
    const measured = await within(one.limitMs ?? 60_000, one.run(benchOf(subject, control, handed, opened, watches)));
    const [leak] = watches.flatMap(({ leaks }) => leaks);
    if (leak !== undefined) throw new NotConform(leak);
    return { cell: handed.cell, ms: Date.now() - began, ...(measured === undefined ? {} : { measured }) };
  } catch (error) {
    return { cell: handed.cell, ms: Date.now() - began, error: describe(error) };
  } finally {
    await Promise.allSettled(opened.map((client) => client.close()));
  }
};

interface Closable {
  readonly close: () => Promise<void>;
}

const benchOf = (
  subject: Subject,
  control: Control,
  handed: HandedCell,
  opened: Array<Closable>,
  watches: Array<Watch>,
): Bench => ({
  transport: handed.transport,
  url: handed.url,
  runtime: subject.runtime,
  clients: subject.clients,
  ray: (options) => {
    const token = handed.token === undefined ? {} : { token: handed.token };
    const all = { address: handed.url, pollIntervalMs: 100, ...token, ...options };
    return watched(watches, all, kept(opened, subject.clients.ray(all)));
  },
  agent: (options) => {
    const agentToken = handed.token ?? "none-is-asked-for";
    const all = { address: handed.url, pollIntervalMs: 100, agentToken, ...options };
    return watched(watches, all, kept(opened, subject.clients.agent(all)));
  },
  reasoner: (options) =>
    watched(watches, options, kept(opened, subject.clients.reasoner({ pollIntervalMs: 100, ...options }))),
  kubernetes: (options) => {
    const token = handed.token === undefined ? {} : { token: handed.token };
    const all = { address: handed.url, pollIntervalMs: 100, ...token, ...options };
    return watched(watches, all, kept(opened, subject.clients.kubernetes(all)));
  },
  gateway: (options) => {
    const token = handed.token === undefined ? {} : { token: handed.token };
    const all = { address: handed.url, pollIntervalMs: 100, ...token, ...options };
    return watched(watches, all, kept(opened, subject.clients.gateway(all)));
  },
  hand: Object.fromEntries(
    handed.hands.map((name) => [name, (...args: ReadonlyArray<unknown>) => control.hand(handed.cell, name, args)]),
  ) as RemoteHands<Record<string, () => unknown>>,
  checkLines: async (lines, job = "") => {
    const wrong = await control.checkLines(handed.cell, lines, job);
    if (wrong !== undefined) throw new NotConform(wrong);
  },
  memory: subject.memory,
});

/** Searches every cell for the secrets of its clients, whatever its case is about. */
const watched = <C extends object>(watches: Array<Watch>, options: object, client: C): C => {
  const secrets = secretsIn(options);
  if (secrets.length === 0) return client;
  const watch: Watch = { guard: createGuard(...secrets), leaks: [] };
  watches.push(watch);
  return watchedClient(client, watch);
};

const kept = <C extends Closable>(opened: Array<Closable>, client: C): C => {
  opened.push(client);
  return client;
};

/** Clears its timer, because a program must end by itself once it is done. */
const within = async (limitMs: number, work: Promise<string | void>): Promise<string | undefined> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new NotConform(`the case did not finish within ${limitMs} ms`)), limitMs);
  try {
    return (await Promise.race([work, late.promise])) ?? undefined;
  } finally {
    clearTimeout(timer);
  }
};

const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof NotConform) return error.message;
  return `${error.name}: ${error.message}\n${error.stack ?? ""}`.slice(0, 2_000);
};
