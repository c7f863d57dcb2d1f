import type { AgentClient, RayCluster, ReasonerClient } from "@jobwire/core";
import { type Command, Option } from "commander";
import type { Notices } from "../output/notices.ts";
import { chooseProfile } from "../profiles/choose-profile.ts";
import { profilesOf } from "../profiles/command-profile.ts";
import { openWithProfile } from "../profiles/open-with-profile.ts";
import { type Profiles, type ProfileSystem, profileSystems } from "../profiles/profile.ts";
import { type AgentFlags, openAgent } from "./agent.ts";
import { addClientOptions, type ClientFlags, retryAuthOption } from "./client-options.ts";
import { type ConnectionFlags, openCluster } from "./connection.ts";
import { collectHeader, collectText, UsageError } from "./parse-option.ts";
import { openReasoner, type ReasonerFlags } from "./reasoner.ts";
import { transportFlagOptions } from "./transport.ts";

/** The flags that reach a Ray cluster, an agent and a reasoner service at once. */
export interface SystemFlags extends Omit<ClientFlags, "cluster"> {
  /** Names of clusters in the configuration, at most one of each system. */
  readonly cluster?: ReadonlyArray<string>;
  readonly ray?: string;
  readonly rayTokenFile?: string;
  readonly rayTokenHeader?: "authorization" | "x-ray-authorization";
  readonly rayHeader?: Readonly<Record<string, string>>;
  readonly rayHeadersFile?: string;
  readonly agent?: string;
  readonly agentTokenFile?: string;
  readonly agentUserTokenFile?: string;
  readonly agentTenant?: string;
  readonly reasoner?: string;
  readonly reasonerTokenFile?: string;
  readonly reasonerBackend?: "direct-access" | "sql";
  readonly reasonerAccount?: string;
  readonly reasonerApp?: string;
  readonly allowInsecureToken?: boolean;
}

/** The name of a system in the gateway's paths. */
export type SystemName = ProfileSystem;

/** Adds {@link SystemFlags} to a command: the connection options of each system, after its name. */
export const addSystemOptions = (command: Command): Command =>
  addClientOptions(
    command
      .option(
        "--cluster <name>",
        "Use this cluster of jobwire config; repeatable, one for each system (env: JOBWIRE_CLUSTER; default: the current ones)",
        collectText,
      )
      .option("--ray <url>", "URL of a Ray dashboard (env: RAY_API_SERVER_ADDRESS, then RAY_ADDRESS)")
      .option(
        "--ray-token-file <path>",
        "Read Ray's token from a file or a pipe (env: RAY_AUTH_TOKEN, then RAY_AUTH_TOKEN_PATH)",
      )
      .addOption(
        new Option("--ray-token-header <name>", "Header that carries Ray's token").choices([
          "authorization",
          "x-ray-authorization",
        ]),
      )
      .option(
        "--ray-header <name: value>",
        "Add a header to every request to Ray; repeatable (env: RAY_JOB_HEADERS)",
        collectHeader,
      )
      .option("--ray-headers-file <path>", "Add the headers of this file to requests to Ray, a JSON object of strings")
      .option("--agent <url>", "URL of a Synapse Agent (env: JOBWIRE_AGENT_URL)")
      .option("--agent-token-file <path>", "Read the agent token from a file or a pipe (env: JOBWIRE_AGENT_TOKEN)")
      .option(
        "--agent-user-token-file <path>",
        "Read a user token from a file or a pipe (env: JOBWIRE_AGENT_USER_TOKEN)",
      )
      .option("--agent-tenant <code>", "Tenant code for the agent (env: JOBWIRE_AGENT_TENANT)")
      .option("--reasoner <url>", "URL of a reasoner's Direct Access endpoint (env: JOBWIRE_REASONER_URL)")
      .option(
        "--reasoner-token-file <path>",
        "Read the reasoner's token from a file or a pipe (env: JOBWIRE_REASONER_TOKEN, then JOBWIRE_REASONER_TOKEN_FILE)",
      )
      .addOption(
        new Option(
          "--reasoner-backend <name>",
          "API that reaches reasoner jobs (env: JOBWIRE_REASONER_BACKEND)",
        ).choices(["direct-access", "sql"]),
      )
      .option("--reasoner-account <account>", "Snowflake account (env: JOBWIRE_SNOWFLAKE_ACCOUNT)")
      .option("--reasoner-app <name>", "Snowflake native app (env: JOBWIRE_REASONER_APP; default: RELATIONALAI)")
      .option("--allow-insecure-token", "Send tokens and headers over plain http to another machine")
      .option(...retryAuthOption),
  );

/** The variables that name a system; one of them is enough. */
const variables: Readonly<Record<SystemName, ReadonlyArray<string>>> = {
  ray: ["RAY_API_SERVER_ADDRESS", "RAY_ADDRESS"],
  agent: ["JOBWIRE_AGENT_URL"],
  reasoner: ["JOBWIRE_REASONER_URL", "JOBWIRE_SNOWFLAKE_ACCOUNT"],
};

/** The cluster of each system that `--cluster` names. */
const namedClusters = (
  flags: SystemFlags,
  environment: NodeJS.ProcessEnv,
  profiles: Profiles,
): Readonly<Partial<Record<SystemName, string>>> => {
  const named: Partial<Record<SystemName, string>> = {};
  for (const cluster of flags.cluster ?? []) {
    const system = profiles.clusters.get(cluster)?.system ?? "ray";
    // Throws for a cluster that the configuration does not have.
    chooseProfile(profiles, system, cluster, environment);
    if (named[system] !== undefined) {
      throw new UsageError(`--cluster names two clusters of ${system}. Name one of each system.`);
    }
    named[system] = cluster;
  }
  return named;
};

/** A system that a command line names, and the cluster of it that `--cluster` names. */
export interface NamedSystem {
  readonly name: SystemName;
  readonly cluster: string | undefined;
}

/** The systems that the environment, the configuration or `--cluster` names, or any flag that begins with the system's name. */
export const namedSystems = async (
  flags: SystemFlags,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ReadonlyArray<NamedSystem>> => {
  const profiles = await profilesOf(environment, signal);
  const clusters = namedClusters(flags, environment, profiles);
  return profileSystems
    .map((name) => ({ name, cluster: clusters[name] }))
    .filter(
      ({ name, cluster }) =>
        Object.keys(flags).some((flag) => flag.startsWith(name)) ||
        variables[name].some((variable) => (environment[variable] ?? "") !== "") ||
        chooseProfile(profiles, name, cluster, environment) !== undefined,
    );
};

/** The flags that the commands of one system have: of each pair, the flag's name there and its name here. */
const flagsOf = <Flags extends ClientFlags>(
  flags: SystemFlags,
  cluster: string | undefined,
  own: Readonly<Partial<Record<keyof Flags, keyof SystemFlags>>>,
): Flags => {
  const names = [...Object.keys(transportFlagOptions), "retryFor", "retryAuth", "allowInsecureToken"];
  const shared = Object.fromEntries(names.map((name) => [name, flags[name as keyof SystemFlags]]));
  const renamed = Object.entries(own).map(([to, from]) => [to, flags[from as keyof SystemFlags]]);
  const all = [["cluster", cluster], ...Object.entries(shared), ...renamed];
  return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as Flags;
};

/** Opens one of the named systems. */
export const openSystem = (
  { name, cluster }: NamedSystem,
  flags: SystemFlags,
  environment: NodeJS.ProcessEnv,
  notices: Notices,
  signal: AbortSignal,
): Promise<RayCluster | AgentClient | ReasonerClient> => {
  switch (name) {
    case "ray": {
      const own = flagsOf<ConnectionFlags>(flags, cluster, {
        address: "ray",
        tokenFile: "rayTokenFile",
        tokenHeader: "rayTokenHeader",
        header: "rayHeader",
        headersFile: "rayHeadersFile",
      });
      return openWithProfile(name, openCluster, own, environment, notices, signal);
    }
    case "agent": {
      const own = flagsOf<AgentFlags>(flags, cluster, {
        url: "agent",
        tokenFile: "agentTokenFile",
        userTokenFile: "agentUserTokenFile",
        tenant: "agentTenant",
      });
      return openWithProfile(name, openAgent, own, environment, notices, signal);
    }
    case "reasoner": {
      const own = flagsOf<ReasonerFlags>(flags, cluster, {
        url: "reasoner",
        tokenFile: "reasonerTokenFile",
        backend: "reasonerBackend",
        account: "reasonerAccount",
        app: "reasonerApp",
      });
      return openWithProfile(name, openReasoner, own, environment, notices, signal);
    }
  }
};
