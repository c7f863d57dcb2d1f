import { credentialsByTokenType } from "@jobwire/core";
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { reasonerFromEnv, reasonerVariables } from "../src/reasoner-from-env.ts";

test("docs/reasoner.md names every variable", () => {
  const text = readFileSync(new URL("../../../docs/reasoner.md", import.meta.url), "utf8");
  // `_ROLE`, `_WAREHOUSE` … abbreviate the rest of a longer name.
  const ends = text.match(/`_[A-Z]+`/g)?.map((name) => name.slice(1, -1)) ?? [];
  const named = (name: string): boolean =>
    text.includes(`\`${name}\``) || ends.some((end) => name === `JOBWIRE_SNOWFLAKE${end}`);
  expect(reasonerVariables.filter((name) => !named(name))).toEqual([]);
});

test("every variable is read, and no secret appears in the result", () => {
  const backend = reasonerFromEnv({
    JOBWIRE_REASONER_URL: "https://endpoint.example",
    JOBWIRE_REASONER_TOKEN: " hush-ingress ",
    JOBWIRE_REASONER_APP: "MyApp",
    JOBWIRE_REASONER_PRIVATELINK_ZONE: "zone.example",
    JOBWIRE_REASONER_GUARD_RAILS: "True",
    JOBWIRE_SNOWFLAKE_ACCOUNT: "org-account",
    JOBWIRE_SNOWFLAKE_ADDRESS: "https://proxy.example",
    JOBWIRE_SNOWFLAKE_TOKEN: "hush-account",
    JOBWIRE_SNOWFLAKE_ROLE: "R",
    JOBWIRE_SNOWFLAKE_WAREHOUSE: "W",
    JOBWIRE_SNOWFLAKE_DATABASE: "D",
    JOBWIRE_SNOWFLAKE_SCHEMA: "S",
  });
  expect(backend).toMatchObject({
    kind: "direct-access",
    options: {
      address: "https://endpoint.example",
      appName: "MyApp",
      spcsPrivatelinkZone: "zone.example",
      enableGuardRails: true,
      snowflake: {
        account: "org-account",
        address: "https://proxy.example",
        credentials: { kind: "programmatic-access-token" },
        role: "R",
        warehouse: "W",
        database: "D",
        schema: "S",
      },
    },
  });
  expect(inspect(backend, { depth: 9 }) + JSON.stringify(backend)).not.toMatch(/hush/);
});

test("every kind of token that core names is read, another is refused, and docs/snowflake.md has its name", () => {
  const page = readFileSync(new URL("../../../docs/snowflake.md", import.meta.url), "utf8");
  const ofType = (type: string) =>
    reasonerFromEnv({
      JOBWIRE_REASONER_BACKEND: "sql",
      JOBWIRE_SNOWFLAKE_ACCOUNT: "org-account",
      JOBWIRE_SNOWFLAKE_TOKEN: "hush-account",
      JOBWIRE_SNOWFLAKE_TOKEN_TYPE: type,
    });
  const kinds = Object.entries(credentialsByTokenType);
  expect(kinds.map(([name]) => name)).toEqual(expect.arrayContaining(["programmatic-access-token", "oauth"]));
  for (const [name, make] of kinds) {
    const { kind, type } = make("x") as { readonly kind: string; readonly type?: string };
    expect(ofType(name.toUpperCase())).toMatchObject({ options: { credentials: { kind, ...(type && { type }) } } });
    expect(page).toContain(`\`${name}\``);
  }
  for (const name of ["password", "constructor"])
    expect(() => ofType(name)).toThrow("JOBWIRE_SNOWFLAKE_TOKEN_TYPE is none of programmatic-access-token, oauth");
});
