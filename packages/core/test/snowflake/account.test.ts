import { assert, describe, it } from "@effect/vitest";
import { parseAccount } from "../../src/snowflake/account.ts";

describe("an account", () => {
  // The first five were recorded from relationalai 1.37.0.
  it.each([
    ["my-org-acct.us-east-1", "https://my-org-acct.us-east-1.snowflakecomputing.com", "MY-ORG-ACCT"],
    ["my_org-acct", "https://my-org-acct.snowflakecomputing.com", "MY-ORG-ACCT"],
    ["xy12345.us-east-1", "https://xy12345.us-east-1.snowflakecomputing.com", "XY12345"],
    ["https://Foo.snowflakecomputing.com/", "https://foo.snowflakecomputing.com", "FOO"],
    ["acct.privatelink", "https://acct.privatelink.snowflakecomputing.com", "ACCT"],
    ["acct.cn-north-1.snowflakecomputing.cn", "https://acct.cn-north-1.snowflakecomputing.cn", "ACCT"],
    ["http://127.0.0.1:4711", "http://127.0.0.1:4711", "127"],
  ])("%s is at %s, in assertions %s", (account, address, name) => {
    assert.deepStrictEqual(parseAccount(account), { address, name });
  });

  it("may have another address under its own name", () => {
    assert.deepStrictEqual(parseAccount("org-acct", "http://127.0.0.1:4711/"), {
      address: "http://127.0.0.1:4711",
      name: "ORG-ACCT",
    });
  });

  it.each([
    "",
    " ",
    "a b",
    "a/b",
    "a..b",
    "-\r\nx",
    "https://user:pw@a.snowflakecomputing.com",
    "ftp://a",
    undefined,
    7,
  ])("is not %j", (account) => {
    try {
      parseAccount(account);
    } catch (error) {
      assert.strictEqual((error as { _tag?: string })._tag, "InvalidRequest");
      assert.notInclude((error as Error).message, "pw@");
      return;
    }
    assert.fail("nothing was thrown");
  });
});
