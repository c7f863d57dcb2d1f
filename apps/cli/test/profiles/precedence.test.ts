/** Which setting counts: a table over flags, named clusters, the environment and current clusters. */
import { expect, test } from "vitest";
import { applyProfile } from "../../src/profiles/apply-profile.ts";
import { chooseProfile } from "../../src/profiles/choose-profile.ts";
import { parseProfiles } from "../../src/profiles/parse-profiles.ts";

const profiles = parseProfiles(
  JSON.stringify({
    clusters: {
      prod: {
        system: "ray",
        address: "https://prod.test",
        tokenFile: "/prod/token",
        proxy: "none",
        caFile: "/prod/ca",
      },
      dev: { system: "ray", address: "http://127.0.0.1:8265" },
      lab: { system: "agent", address: "https://lab.test/7", tokenFile: "/lab/token", tenant: "t" },
      sql: { system: "reasoner", account: "acme", backend: "sql", tokenFile: "/sql/token" },
    },
    current: { ray: "prod", agent: "lab", reasoner: "sql" },
  }),
  "/home/u/config.json",
);

const apply = (system: "ray" | "agent" | "reasoner", flags: { cluster?: string }, environment: NodeJS.ProcessEnv) => {
  const chosen = chooseProfile(profiles, system, flags.cluster, environment);
  const { flags: all, environment: left, cluster } = applyProfile(system, flags, environment, chosen);
  const { cluster: _named, ...shown } = all as Record<string, unknown>;
  const set = Object.fromEntries(Object.entries(left).filter(([, value]) => value !== undefined));
  return { cluster, flags: shown, environment: set };
};

const prod = { address: "https://prod.test", tokenFile: "/prod/token", proxy: false, caFile: "/prod/ca" };
const none = { cluster: undefined };

test.each([
  ["the current cluster, when nothing else names a server", {}, {}, { cluster: "prod", flags: prod, environment: {} }],
  [
    "a flag before the current cluster's setting",
    { tokenFile: "/own", proxy: "http://p:1" },
    {},
    { cluster: "prod", flags: { ...prod, tokenFile: "/own", proxy: "http://p:1" } },
  ],
  [
    "--insecure, --verify and --unix-socket before the settings that they replace",
    { verify: "/own", unixSocket: "/s" },
    {},
    { flags: { address: prod.address, tokenFile: prod.tokenFile, verify: "/own", unixSocket: "/s" } },
  ],
  [
    "the environment's token and proxy before the current cluster's",
    {},
    { RAY_AUTH_TOKEN: "x", https_proxy: "http://p:1" },
    {
      cluster: "prod",
      flags: { address: prod.address, caFile: prod.caFile },
      environment: { RAY_AUTH_TOKEN: "x", https_proxy: "http://p:1" },
    },
  ],
  [
    "the environment's server, and then nothing of the current cluster: its token is for its own server",
    {},
    { RAY_ADDRESS: "http://other.test" },
    { ...none, flags: {}, environment: { RAY_ADDRESS: "http://other.test" } },
  ],
  [
    "the current cluster's token for the same server in the environment",
    {},
    { RAY_ADDRESS: "https://prod.test/" },
    { cluster: "prod", flags: prod, environment: {} },
  ],
  [
    "a flag's server, and then nothing of the current cluster",
    { address: "http://other.test" },
    {},
    { ...none, flags: { address: "http://other.test" } },
  ],
  [
    "--cluster before the environment's server, and without the token of that server",
    { cluster: "prod" },
    { RAY_API_SERVER_ADDRESS: "http://other.test", RAY_AUTH_TOKEN: "x", RAY_JOB_HEADERS: "{}", RAY_AUTH_MODE: "token" },
    { cluster: "prod", flags: prod, environment: {} },
  ],
  [
    "--cluster before the environment's token",
    { cluster: "prod" },
    { RAY_AUTH_TOKEN: "x" },
    { cluster: "prod", flags: prod, environment: { RAY_AUTH_TOKEN: "x" } },
  ],
  [
    "the environment's token for a cluster without one, when the environment names no server",
    { cluster: "dev" },
    { RAY_AUTH_TOKEN: "x" },
    { cluster: "dev", flags: { address: "http://127.0.0.1:8265" }, environment: { RAY_AUTH_TOKEN: "x" } },
  ],
  [
    "no token of another server for a cluster without one",
    { cluster: "dev" },
    { RAY_AUTH_TOKEN: "x", RAY_ADDRESS: "https://prod.test" },
    { cluster: "dev", flags: { address: "http://127.0.0.1:8265" }, environment: {} },
  ],
  [
    "JOBWIRE_CLUSTER before the environment's server",
    {},
    { JOBWIRE_CLUSTER: "dev", RAY_ADDRESS: "http://other.test" },
    { cluster: "dev", flags: { address: "http://127.0.0.1:8265" }, environment: { JOBWIRE_CLUSTER: "dev" } },
  ],
  [
    "--cluster before JOBWIRE_CLUSTER",
    { cluster: "prod" },
    { JOBWIRE_CLUSTER: "dev" },
    { cluster: "prod", flags: prod },
  ],
  [
    "a flag's server before JOBWIRE_CLUSTER",
    { address: "http://other.test" },
    { JOBWIRE_CLUSTER: "dev" },
    { ...none, flags: { address: "http://other.test" } },
  ],
  ["no JOBWIRE_CLUSTER of another system", {}, { JOBWIRE_CLUSTER: "lab" }, { cluster: "prod", flags: prod }],
  [
    "a blank variable counts as not set",
    {},
    { RAY_ADDRESS: " ", RAY_AUTH_TOKEN: "", JOBWIRE_CLUSTER: "" },
    { cluster: "prod", flags: prod },
  ],
] as ReadonlyArray<readonly [string, object, Record<string, string>, object]>)(
  "ray: %s",
  (_name, flags, environment, expected) => {
    expect(apply("ray", flags, environment)).toMatchObject(expected);
    const { flags: found } = apply("ray", flags, environment);
    if ("flags" in expected) expect(found).toEqual(expected.flags);
    if ("environment" in expected) {
      expect(apply("ray", flags, environment).environment).toEqual(expected.environment);
    }
  },
);

test("an agent's and a reasoner's cluster become their own flags", () => {
  expect(apply("agent", {}, {}).flags).toEqual({ url: "https://lab.test/7", tokenFile: "/lab/token", tenant: "t" });
  expect(apply("agent", { cluster: "lab" }, { JOBWIRE_AGENT_URL: "http://o.test", JOBWIRE_AGENT_TOKEN: "x" })).toEqual({
    cluster: "lab",
    flags: { url: "https://lab.test/7", tokenFile: "/lab/token", tenant: "t" },
    environment: {},
  });
  expect(apply("reasoner", {}, {}).flags).toEqual({ account: "acme", backend: "sql", tokenFile: "/sql/token" });
  expect(apply("reasoner", {}, { JOBWIRE_REASONER_URL: "https://o.test" }).flags).toEqual({});
});

test("[clusters] --cluster with a flag that names the server, an unknown cluster and one of another system are wrong usage", () => {
  expect(() => apply("ray", { cluster: "prod", address: "http://x" } as object, {})).toThrow("--cluster and --address");
  expect(() => apply("reasoner", { cluster: "sql", account: "x" } as object, {})).toThrow("--cluster and --url");
  expect(() => apply("ray", { cluster: "prdo" }, {})).toThrow('Did you mean "prod"? It has: prod, dev, lab, sql.');
  expect(() => apply("ray", {}, { JOBWIRE_CLUSTER: "nope" })).toThrow('JOBWIRE_CLUSTER names the cluster "nope"');
  expect(() => apply("ray", { cluster: "lab" }, {})).toThrow('The cluster "lab" is of agent, not of ray');
});
