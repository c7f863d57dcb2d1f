import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidRequest } from "@jobwire/core";
import { SecretText } from "@jobwire/core/options";
import { afterAll, describe, expect, it } from "vitest";
import { openPrivateKey, readPrivateKey } from "../src/index.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const plain = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const passphrase = "correct horse";
const encrypted = privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase }).toString();

const folder = mkdtempSync(join(tmpdir(), "jobwire-key-"));
afterAll(() => rmSync(folder, { recursive: true }));

const refusal = (attempt: () => unknown): InvalidRequest => {
  try {
    attempt();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidRequest);
    return error as InvalidRequest;
  }
  throw new Error("nothing was thrown");
};

describe("a private key", () => {
  it.each([
    ["encrypted PKCS#8", encrypted, passphrase],
    ["encrypted PKCS#8, its passphrase hidden", encrypted, new SecretText(passphrase, "passphrase")],
    ["PKCS#8", plain, undefined],
    ["PKCS#1", privateKey.export({ type: "pkcs1", format: "pem" }).toString(), undefined],
  ])("is opened from %s", (_, pem, phrase) => {
    const opened = openPrivateKey(pem, phrase);
    expect(opened.reveal()).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(createPrivateKey(opened.reveal()).equals(privateKey)).toBe(true);
    expect(JSON.stringify({ opened })).not.toContain("BEGIN");
  });

  it("is read from a file", () => {
    const path = join(folder, "key.p8");
    writeFileSync(path, encrypted, { mode: 0o600 });
    expect(createPrivateKey(readPrivateKey(path, passphrase).reveal()).equals(privateKey)).toBe(true);
    expect(refusal(() => readPrivateKey(join(folder, "none.p8"))).message).toMatch(/none\.p8.*ENOENT/);
  });

  it.each([
    ["no passphrase", encrypted, undefined, /Pass its passphrase/],
    ["a wrong passphrase", encrypted, "wrong horse", /passphrase is wrong/],
    ["no PEM", "hunter2", undefined, /cannot be read/],
    ["a damaged PEM", plain.replace(/\n.{60}/, "\n????"), undefined, /cannot be read/],
    [
      "another kind of key",
      generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      undefined,
      /RSA/,
    ],
  ])("is refused with %s, and the error shows nothing of it", (_, pem, phrase, message) => {
    const error = refusal(() => openPrivateKey(pem, phrase));
    expect(error.reason).toBe("local");
    expect(error.message).toMatch(message);
    expect(`${error.message}${String(error.cause)}`).not.toMatch(/hunter2|horse|BEGIN|MII/);
  });
});
