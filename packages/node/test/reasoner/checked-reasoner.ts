import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import {
  createReasoner,
  directAccess,
  keyPair,
  programmaticAccessToken,
  type ReasonerBackend,
  type ReasonerClient,
  type ReasonerOptions,
  type SnowflakeCredentials,
  sql,
  token as tokenOf,
} from "@jobwire/core";
import {
  type CheckedResponse,
  checkedAdapter,
  createSpecValidator,
  type ReferenceReasoner,
  type ReferenceReasonerOptions,
  startReferenceReasoner,
} from "@jobwire/testing";
import { onTestFinished } from "vitest";
import { nodeAdapter } from "../../src/index.ts";

/** A token of 20 characters, so that a leaked token is not taken for an ordinary word. */
const token = "reference-token-0001";

const specText = (name: string): string =>
  readFileSync(createRequire(import.meta.resolve("@jobwire/testing")).resolve(`@jobwire/specs/${name}.yaml`), "utf8");
const specs = {
  directAccess: createSpecValidator(specText("reasoner-jobs")),
  snowflake: createSpecValidator(specText("snowflake-sql-api")),
};

const keys = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

const account = ({ snowflakeUrl: address }: ReferenceReasoner, credentials: SnowflakeCredentials) => ({
  account: "acct",
  address,
  credentials,
});
const byKeyPair = (reasoner: ReferenceReasoner) =>
  account(reasoner, keyPair({ user: "alice", privateKey: keys.privateKey }));

/** The transports to the same jobs. */
export type Way =
  | "Direct Access at a fixed address"
  | "Direct Access that is found by SQL, by key pair"
  | "SQL by token"
  | "SQL by access token"
  | "SQL by key pair";

const ways: Readonly<Record<Way, (reasoner: ReferenceReasoner) => ReasonerBackend>> = {
  "Direct Access at a fixed address": ({ url }) => directAccess({ address: url, token }),
  "Direct Access that is found by SQL, by key pair": (reasoner) => directAccess({ snowflake: byKeyPair(reasoner) }),
  "SQL by token": (reasoner) => sql(account(reasoner, tokenOf(token))),
  "SQL by access token": (reasoner) => sql(account(reasoner, programmaticAccessToken(token))),
  "SQL by key pair": (reasoner) => sql(byKeyPair(reasoner)),
};

/** A reference reasoner, its client, and the specifications' check of every response that the client read. */
export interface CheckedReasoner {
  readonly reasoner: ReferenceReasoner;
  readonly client: ReasonerClient;
  readonly answers: ReadonlyArray<CheckedResponse>;
}

/** Starts them for one test. */
export const checkedReasoner = async (
  way: Way,
  server: ReferenceReasonerOptions = {},
  options: Omit<ReasonerOptions, "backend"> = {},
): Promise<CheckedReasoner> => {
  const reasoner = await startReferenceReasoner({ token, publicKey: keys.publicKey, runMs: 50, ...server });
  onTestFinished(() => reasoner.close());
  const answers: Array<CheckedResponse> = [];
  const validator: typeof specs.directAccess = {
    ...specs.directAccess,
    validate: (answer) => (answer.url.startsWith(reasoner.url) ? specs.directAccess : specs.snowflake).validate(answer),
  };
  const adapter = checkedAdapter(nodeAdapter, { validator, report: (answer) => void answers.push(answer) });
  const client = createReasoner(adapter, { pollIntervalMs: 20, ...options, backend: ways[way](reasoner) });
  onTestFinished(() => client.close());
  return { reasoner, client, answers };
};
