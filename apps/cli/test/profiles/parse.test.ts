import { homedir } from "node:os";
import { expect, test } from "vitest";
import { configPath } from "../../src/profiles/config-path.ts";
import { parseProfiles, profilesText } from "../../src/profiles/parse-profiles.ts";

const parse = (document: unknown) => parseProfiles(JSON.stringify(document), "/home/u/config.json");
const cluster = (fields: object) => parse({ clusters: { c: { system: "ray", address: "http://h:1", ...fields } } });

test("a configuration survives being written and read, and its paths become absolute", () => {
  const profiles = cluster({ tokenFile: "token", caFile: "~/ca.pem", clientKey: "/etc/key", allowInsecureToken: true });
  expect(profiles.clusters.get("c")?.settings).toEqual({
    address: "http://h:1",
    tokenFile: "/home/u/token",
    caFile: `${homedir()}/ca.pem`,
    clientKey: "/etc/key",
    allowInsecureToken: true,
  });
  expect(parseProfiles(profilesText(profiles), "/elsewhere/x.json")).toEqual(profiles);
  expect(parse({})).toEqual({ clusters: new Map(), current: {} });
});

test("a syntax error has its line and column, and shows nothing of the file", () => {
  expect(() => parseProfiles('{\n  "clusters": {\n    "s3cret" 1\n', "/c.json")).toThrow(
    "The configuration /c.json is not valid JSON: line 3, column 14: a colon is missing after a key. Correct it.",
  );
  expect(() => parseProfiles("", "/c.json")).toThrow("line 1, column 1: it is empty");
});

test.each([
  [{ cluster: {} }, 'unknown key "cluster". Did you mean "clusters"?'],
  [[], "does not hold an object"],
  [{ clusters: [] }, "clusters that is not an object"],
  [{ clusters: { c: "http://h" } }, 'cluster "c": it is not an object'],
  [{ clusters: { "a b": { system: "ray" } } }, 'a cluster with the name "a b"'],
  [{ clusters: { c: { system: "rya" } } }, 'system is not one of ray, agent, reasoner. Did you mean "ray"?'],
  [{ clusters: { c: { system: "ray", tokenfile: "x" } } }, 'ray has no setting "tokenfile". Did you mean "tokenFile"?'],
  [{ clusters: { c: { system: "ray", tenant: "x" } } }, 'ray has no setting "tenant"'],
  [{ clusters: { c: { system: "ray", token: "s3cret" } } }, 'it has "token", but Jobwire keeps no secret in this file'],
  [{ clusters: { c: { system: "ray", headers: { a: "s3cret" } } } }, "(or headersFile)"],
  [{ clusters: { c: { system: "ray", api_key: "s3cret" } } }, "keeps no secret"],
  [{ clusters: { c: { system: "ray", address: "https://u:s3cret@h" } } }, "address has a user, a password"],
  [{ clusters: { c: { system: "ray", address: "https://h/?token=s3cret" } } }, "a query"],
  [{ clusters: { c: { system: "ray", address: "h:8265" } } }, "address is not an http:// or https:// URL"],
  [{ clusters: { c: { system: "ray", proxy: "http://u:s3cret@p:1" } } }, "proxy has a user or a password"],
  [{ clusters: { c: { system: "ray", proxy: "socks5://p:1" } } }, "proxy is not the URL of an HTTP proxy"],
  [{ clusters: { c: { system: "ray", tokenFile: 7 } } }, "tokenFile is not a string of one line"],
  [{ clusters: { c: { system: "ray", tokenFile: "-" } } }, "stdin is no file"],
  [{ clusters: { c: { system: "ray", tokenHeader: "cookie" } } }, "tokenHeader is not one of authorization"],
  [{ clusters: { c: { system: "ray", allowInsecureToken: "yes" } } }, "neither true nor false"],
  [{ current: { rai: "c" } }, 'current cluster of "rai", which is no system. Did you mean "ray"?'],
  [{ current: { ray: "c" } }, "a current cluster of ray that is not one of its ray clusters"],
  [{ clusters: { c: { system: "agent", address: "http://h" } }, current: { ray: "c" } }, "not one of its ray clusters"],
] as const)("%j is a mistake that the message names without a value", (document, words) => {
  expect(() => parse(document)).toThrow(words);
  expect(() => parse(document)).not.toThrow("s3cret");
});

test("names of JavaScript's own objects are names like any other", () => {
  const text =
    '{"clusters": {"constructor": {"system": "ray", "address": "http://h"}}, "current": {"ray": "constructor"}}';
  expect([...parseProfiles(text, "/c").clusters.keys()]).toEqual(["constructor"]);
  expect(() => parseProfiles('{"clusters": {"__proto__": {"system": "ray"}}}', "/c")).toThrow(
    "a cluster with the name",
  );
  expect(() => parseProfiles('{"clusters": {"c": {"system": "ray", "__proto__": "x"}}}', "/c")).toThrow("no setting");
});

test.each([
  [{ JOBWIRE_CONFIG: "/x/y.json", XDG_CONFIG_HOME: "/z" }, "linux", "/x/y.json"],
  [{ XDG_CONFIG_HOME: "/xdg" }, "linux", "/xdg/jobwire/config.json"],
  [{ XDG_CONFIG_HOME: "relative" }, "linux", "/h/.config/jobwire/config.json"],
  [{}, "linux", "/h/.config/jobwire/config.json"],
  [{ XDG_CONFIG_HOME: "/xdg" }, "darwin", "/xdg/jobwire/config.json"],
  [{}, "darwin", "/h/Library/Preferences/jobwire/config.json"],
  [{ APPDATA: "/appdata" }, "win32", "/appdata/jobwire/config.json"],
  [{}, "win32", "/h/AppData/Roaming/jobwire/config.json"],
] as const)("%j on %s: %s", (environment, platform, path) => {
  expect(configPath(environment, platform, "/h")).toBe(path);
});
