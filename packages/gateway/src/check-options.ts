import { InvalidRequest } from "@jobwire/core";
import { checkNames, type NamesOf } from "@jobwire/core/adapter-parts";
import type { CorsOptions } from "./guards/cors.ts";
import type { GatewayLimits, GatewayOptions, GatewayTimes, RateOptions, System } from "./options.ts";
import type { SegmentStore } from "./spool/segment-store.ts";

/** The options of a gateway, checked, with their defaults. */
export interface CheckedOptions {
  readonly systems: ReadonlyMap<string, System>;
  readonly basePath: string;
  readonly cors: CorsOptions;
  readonly limits: { readonly [Name in keyof GatewayLimits]-?: number };
  readonly times: { readonly [Name in keyof GatewayTimes]-?: number };
  readonly cache: "private" | "public";
}

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

const withDefaults = <Name extends string>(
  what: string,
  defaults: Readonly<Record<Name, number>>,
  given: { readonly [Key in Name]?: number | undefined } = {},
): Readonly<Record<Name, number>> => {
  for (const [name, value] of Object.entries(given) as Array<[Name, unknown]>) {
    if (!Object.hasOwn(defaults, name)) {
      throw invalid(`${what}.${name} is not an option: ${what} has ${Object.keys(defaults).join(", ")}`);
    }
    if (value !== undefined && (typeof value !== "number" || !(value > 0))) {
      throw invalid(`${what}.${name} must be a number above 0`);
    }
  }
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) };
};

const originOf = (origin: string): string => {
  if (URL.canParse(origin) && new URL(origin).origin === origin) return origin;
  throw invalid(`${JSON.stringify(origin)} in origins is not an origin such as https://app.example.com`);
};

const optionNames: NamesOf<GatewayOptions> = {
  systems: 1,
  authorize: 1,
  allowAnonymous: 1,
  hosts: 1,
  origins: 1,
  credentials: 1,
  basePath: 1,
  cache: 1,
  rate: { perSecond: 1, burst: 1, key: 1 } satisfies NamesOf<RateOptions>,
  // Their names are checked with their values.
  limits: 1,
  times: 1,
  tracer: 1,
};

/** Checks the options of a gateway. Throws `InvalidRequest` (reason `local`) for one that cannot work. */
export const checkOptions = (options: GatewayOptions, { defaultBytes }: SegmentStore): CheckedOptions => {
  checkNames("createGateway()", options, optionNames);
  const { systems, basePath = "", origins = [], credentials = false, cache = "private", allowAnonymous } = options;
  for (const [name, system] of Object.entries(systems)) {
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(name) || /^\.\.?$/.test(name)) {
      throw invalid(`The system name ${JSON.stringify(name)} must be 1 to 64 of A–Z a–z 0–9 . _ -`);
    }
    if (!["ray", "agent", "reasoner"].includes(system.kind)) {
      throw invalid(`The system ${name} must be a client: ray(…), agent(…) or reasoner(…)`);
    }
  }
  if (basePath !== "" && !/^(?:\/[A-Za-z0-9._~-]+)+$/.test(basePath)) {
    throw invalid("basePath must be empty or begin with / and not end with it, such as /api/jobs");
  }
  if (allowAnonymous !== undefined && allowAnonymous !== "read" && allowAnonymous !== "all") {
    throw invalid('allowAnonymous must be "read" or "all"');
  }
  return {
    systems: new Map(Object.entries(systems)),
    basePath,
    cors: { origins: new Set(origins.map(originOf)), credentials },
    limits: withDefaults(
      "limits",
      { bodyBytes: 1024 * 1024, viewers: 10_000, logs: 500, spoolBytes: defaultBytes, chunkBytes: 1024 * 1024 },
      options.limits,
    ),
    times: withDefaults(
      "times",
      { keepMs: 60_000, longPollMs: 25_000, sseMs: 60_000, stallMs: 30_000, changesMs: 2000 },
      options.times,
    ),
    cache,
  };
};
