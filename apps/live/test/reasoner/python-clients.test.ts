/** The real jobs clients of `relationalai` accept the reference reasoner, over Direct Access and over SQL. */
import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startReferenceReasoner } from "@jobwire/testing";
import { describe, expect, test } from "vitest";
import { sqlStatements } from "../../../../packages/testing/test/recordings-reasoner/recorded-exchanges.ts";
import { expectedSteps, RUN_MS, type Step } from "./expected-steps.ts";

const program = fileURLToPath(new URL("../../programs/reasoner_jobs.py", import.meta.url));
const token = "live-suite-token";

interface Report {
  readonly steps: Readonly<Record<string, Step>>;
  /** The distinct statements, with white space as one space. */
  readonly statements: ReadonlyArray<string>;
}

interface DriveOptions {
  /** Ends the client when the test times out. */
  readonly signal: AbortSignal;
  readonly sessionToken?: string;
}

const drive = async (args: ReadonlyArray<string>, { signal, sessionToken = "" }: DriveOptions): Promise<Report> => {
  const python = process.env["JOBWIRE_LIVE_REASONER_PYTHON"];
  if (python === undefined || python === "")
    throw new Error("JOBWIRE_LIVE_REASONER_PYTHON is not set: run the live suite with `pnpm run live --only reasoner`");
  const { stdout } = await promisify(execFile)(python, [program, ...args], {
    // Nothing from this machine: no proxies, no .netrc.
    env: { PATH: process.env["PATH"], NETRC: "/dev/null", PYTHONUTF8: "1", SESSION_TOKEN: sessionToken },
    maxBuffer: 1 << 26,
    signal,
  });
  return JSON.parse(stdout) as Report;
};

/** Recorded statements call the app `MyApp`; these runs `RELATIONALAI`. */
const recorded = new Set(sqlStatements().map(({ statement }) => statement.replaceAll("MyApp", "RELATIONALAI")));

describe.each(["sync", "async"])("the %s client", (client) => {
  test.for(["direct-access", "sql"] as const)(
    "gets the expected results over %s, call by call",
    async (transport, { signal }) => {
      await using reasoner = await startReferenceReasoner({ token, runMs: RUN_MS });
      const { steps, statements } = await drive([client, transport, reasoner.snowflakeUrl, token], { signal });
      const expected = expectedSteps(transport);
      expect(Object.keys(steps).sort()).toEqual(Object.keys(expected).sort());
      for (const [name, step] of Object.entries(steps)) expect({ [name]: step }).toEqual({ [name]: expected[name] });

      const endpoint = "CALL RELATIONALAI.app.service_endpoint(TRUE);";
      const allUsers = "call RELATIONALAI.api.CANCEL_TRANSACTION(?);";
      if (transport === "direct-access") expect(statements).toEqual([endpoint, allUsers]);
      else expect(statements.length).toBeGreaterThan(15);
      // The clients send the recorded statements, except for filters in other combinations.
      const unrecorded = statements.filter((statement) => !recorded.has(statement) && statement !== endpoint);
      expect(
        unrecorded.filter((statement) => !/^SELECT .* WHERE /.test(statement) && !/ LIMIT /.test(statement)),
      ).toEqual([]);

      const { directAccess, snowflake } = reasoner;
      expect([...directAccess.problems, ...snowflake.problems]).toEqual([]);
      expect(directAccess.requests.length > 0).toBe(transport === "direct-access");
    },
  );

  test("logs in by key pair: its assertion is exchanged once, for a token that Direct Access accepts", async ({
    signal,
  }) => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const folder = await mkdtemp(join(tmpdir(), "jobwire-reasoner-"));
    try {
      const keyFile = join(folder, "key.p8");
      await writeFile(keyFile, privateKey, { mode: 0o600 });
      await using reasoner = await startReferenceReasoner({ token, publicKey });
      const { steps } = await drive([client, "key-pair", reasoner.snowflakeUrl, keyFile], {
        signal,
        sessionToken: token,
      });
      expect(steps).toEqual({
        list: { result: [] },
        "create Logic def output = 1": { result: { reasoner_type: "Logic", name: "eng1" } },
      });
      expect(reasoner.requestsTo("exchangeToken")).toHaveLength(1);
      expect(reasoner.requestsTo("createTransaction").map(({ headers }) => headers["authorization"])).not.toContain(
        `Snowflake Token="${token}"`,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
