import { describe, expect, it } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import { openAgentApi } from "../../src/agent/open-api.ts";
import { InvalidRequest } from "../../src/errors.ts";
import { parseBaseUrl } from "../../src/http/base-url.ts";
import { parseRayAddress } from "../../src/ray/address.ts";
import { parseAccount } from "../../src/snowflake/account.ts";

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidRequest && error.reason === "local") return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("parseBaseUrl", () => {
  it.each([
    ["http://127.0.0.1:8265", "http://127.0.0.1:8265", true],
    ["http://localhost:8265/", "http://localhost:8265", true],
    ["https://ray.example/team/a//", "https://ray.example/team/a", false],
    ["http://[::1]:8265", "http://[::1]:8265", true],
    ["http://127.1.2.3", "http://127.1.2.3", true],
    ["http://127.0.0.1.example", "http://127.0.0.1.example", false],
    ["http://notlocalhost", "http://notlocalhost", false],
  ])("reads %s", (address, href, loopback) => {
    expect(parseBaseUrl(address)).toMatchObject({ href, loopback });
  });

  it("refuses user information without showing it", () => {
    for (const address of ["http://me:hunter2@host:1", "http://hunter2@host", "http://@host", "me:hunter2@host:8265"]) {
      expect(messageOf(() => parseBaseUrl(address))).not.toContain("hunter2");
    }
    expect(messageOf(() => parseBaseUrl("http://me:hunter2@host:1"))).toContain("token or headers");
  });

  it.each(["", "ftp://host", "http://", "http://host/?a=1", "http://host/#a", "http://host/?", "/path"])(
    "refuses %s",
    (address) => {
      messageOf(() => parseBaseUrl(address));
    },
  );

  it("shows no query of an address that it refuses", () => {
    expect(messageOf(() => parseBaseUrl("http://host/?token=hunter2"))).not.toContain("hunter2");
    expect(messageOf(() => parseBaseUrl("host?token=hunter2"))).not.toContain("hunter2");
  });
});

describe("an address of an agent, or of a reasoner", () => {
  it.each(["", "host:8000", "ftp://host", "/path", "not a url"])(
    "%j: the advice does not name a Ray dashboard",
    (baseUrl) => {
      const agentSays = messageOf(() => openAgentApi({} as Adapter, { address: baseUrl, agentToken: "t" }));
      expect(agentSays).toContain("https://host/agents/7");
      expect(agentSays).not.toMatch(/8265|Ray|dashboard/);
      expect(messageOf(() => parseBaseUrl(baseUrl))).not.toMatch(/8265|Ray|dashboard/);
      expect(messageOf(() => parseAccount("org-account", baseUrl))).not.toMatch(/8265|Ray|dashboard/);
    },
  );
});

describe("parseRayAddress", () => {
  it.each([
    ["ray://head:10001", "http://head:8265"],
    ["ray://me:pw@[fe80::1]:10001", "http://[fe80::1]:8265"],
    ["head:6379", "http://head:8265"],
    ["10.0.0.7:6379", "http://10.0.0.7:8265"],
    ["localhost:8265", "http://localhost:8265"],
    ["head", "http://head:8265"],
    ["auto", "http://127.0.0.1:8265"],
  ])("names the valid form instead of %s", (address, advice) => {
    const message = messageOf(() => parseRayAddress(address));
    expect(message).toContain(advice);
    expect(message).not.toContain("pw@");
  });

  it("keeps a path prefix", () => {
    expect(parseRayAddress(" https://proxy.example/ray/ ")).toBe("https://proxy.example/ray");
  });
});
