/** The job systems that a cluster of the configuration can be, by their commands' names. */
export const profileSystems = ["ray", "agent", "reasoner"] as const;

/** The system of a named cluster. */
export type ProfileSystem = (typeof profileSystems)[number];

/** Whether a value is the name of a system. */
export const isProfileSystem = (value: unknown): value is ProfileSystem =>
  profileSystems.includes(value as ProfileSystem);

/** A named cluster: its system, and its settings by their names. */
export interface Profile {
  readonly system: ProfileSystem;
  readonly settings: Readonly<Record<string, string | boolean>>;
}

/** The configuration: the named clusters, and the current one of each system. */
export interface Profiles {
  readonly clusters: ReadonlyMap<string, Profile>;
  readonly current: Readonly<Partial<Record<ProfileSystem, string>>>;
}

/** The configuration of a user who has none. */
export const noProfiles: Profiles = { clusters: new Map(), current: {} };

/** A setting of a cluster. Its name is that of a flag in camel case. */
export interface ProfileSetting {
  readonly systems: ReadonlyArray<ProfileSystem>;
  /** `path` is made absolute; `flag` is true or false. */
  readonly kind: "address" | "path" | "proxy" | "text" | "flag";
  readonly choices?: ReadonlyArray<string>;
  readonly description: string;
  /** The variables of each system that override the setting of a current cluster. */
  readonly variables?: Readonly<Partial<Record<ProfileSystem, ReadonlyArray<string>>>>;
  /** The flags of a command that override it, besides its own. */
  readonly hiddenBy?: ReadonlyArray<string>;
}

const all = profileSystems;
const certificateFlags = ["clientCert", "clientKey", "clientKeyPassphraseFile"];

/** Every setting by its name in the file. */
export const profileSettings: Readonly<Record<string, ProfileSetting>> = {
  address: { systems: all, kind: "address", description: "URL of the server" },
  tokenFile: {
    systems: all,
    kind: "path",
    description: "File that holds the token",
    hiddenBy: ["token"],
    variables: {
      ray: ["RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"],
      agent: ["JOBWIRE_AGENT_TOKEN"],
      reasoner: [
        "JOBWIRE_REASONER_TOKEN",
        "JOBWIRE_REASONER_TOKEN_FILE",
        "JOBWIRE_SNOWFLAKE_TOKEN",
        "JOBWIRE_SNOWFLAKE_TOKEN_FILE",
        "JOBWIRE_SNOWFLAKE_PRIVATE_KEY_FILE",
      ],
    },
  },
  tokenHeader: {
    systems: ["ray"],
    kind: "text",
    choices: ["authorization", "x-ray-authorization"],
    description: "Header that carries the token",
  },
  headersFile: {
    systems: ["ray"],
    kind: "path",
    description: "File with headers, as a JSON object of strings",
    variables: { ray: ["RAY_JOB_HEADERS"] },
  },
  userTokenFile: {
    systems: ["agent"],
    kind: "path",
    description: "File that holds a user token",
    variables: { agent: ["JOBWIRE_AGENT_USER_TOKEN"] },
  },
  tenant: {
    systems: ["agent"],
    kind: "text",
    description: "Tenant code",
    variables: { agent: ["JOBWIRE_AGENT_TENANT"] },
  },
  backend: {
    systems: ["reasoner"],
    kind: "text",
    choices: ["direct-access", "sql"],
    description: "API that reaches the jobs",
    variables: { reasoner: ["JOBWIRE_REASONER_BACKEND"] },
  },
  account: { systems: ["reasoner"], kind: "text", description: "Snowflake account" },
  app: {
    systems: ["reasoner"],
    kind: "text",
    description: "Snowflake native app",
    variables: { reasoner: ["JOBWIRE_REASONER_APP"] },
  },
  caFile: {
    systems: all,
    kind: "path",
    description: "PEM file of certificate authorities to trust, too",
    hiddenBy: ["verify", "insecure"],
  },
  clientCert: {
    systems: all,
    kind: "path",
    description: "PEM file of the client certificate",
    hiddenBy: certificateFlags,
  },
  clientKey: { systems: all, kind: "path", description: "PEM file of its private key", hiddenBy: certificateFlags },
  clientKeyPassphraseFile: {
    systems: all,
    kind: "path",
    description: "File that holds the passphrase of the key",
    hiddenBy: certificateFlags,
  },
  proxy: {
    systems: all,
    kind: "proxy",
    description: "URL of an HTTP proxy, or none for a direct connection",
    hiddenBy: ["unixSocket"],
  },
  unixSocket: { systems: all, kind: "path", description: "Unix socket to connect to", hiddenBy: ["proxy"] },
  allowInsecureToken: {
    systems: all,
    kind: "flag",
    description: "Send the token over plain http to another machine, or without a check of certificates",
  },
};

/** The names of the settings that a system has. */
export const settingsOf = (system: ProfileSystem): ReadonlyArray<string> =>
  Object.entries(profileSettings).flatMap(([name, { systems }]) => (systems.includes(system) ? [name] : []));

/** A setting's name as a flag has it: `tokenFile` is `token-file`. */
export const flagName = (setting: string): string => setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The setting that a word names, as the file has it or as the flag: `tokenFile` and `token-file`. Undefined for no known one. */
export const settingNamed = (known: ReadonlyArray<string>, word: string): string | undefined =>
  known.find((setting) => setting === word || flagName(setting) === word);
