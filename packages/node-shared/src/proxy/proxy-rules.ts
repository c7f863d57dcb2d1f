import { InvalidRequest } from "@jobwire/core/errors";
import { type Environment, valueOf } from "../environment.ts";
import { isExcepted, type ProxyTarget } from "./no-proxy.ts";
import { plainHost } from "./plain-host.ts";

/** The proxy of one request. */
export interface UsedProxy {
  /** Its address without credentials. */
  readonly url: URL;
  /** The value of Proxy-Authorization, made of the user and password in its URL. */
  readonly authorization: string | undefined;
  /** Its address and where the setting comes from, for messages: `http://proxy.corp:3128 (from HTTPS_PROXY)`. */
  readonly label: string;
}

/** The credentials of a proxy's URL. */
interface ProxyCredentials {
  readonly authorization: string;
  /** Their spellings that must not enter a message. */
  readonly secrets: ReadonlyArray<string>;
}

/** Rules that choose a proxy for each address. Made by {@link proxyFromEnv}; they show no password when they are printed. */
export interface ProxyRules {
  /**
   * The proxy for an `http:`, `https:`, `ws:` or `wss:` address, or undefined for a direct connection. Throws `InvalidRequest`
   * (reason `local`) when the setting is not the URL of an HTTP proxy.
   */
  readonly proxyFor: (address: string | URL) => UsedProxy | undefined;
  /** The passwords, in each spelling that may occur in a text. */
  readonly secrets: () => ReadonlyArray<string>;
}

/** The proxies of requests and WebSockets: `"environment"`, the URL of one for every address, or rules of {@link proxyFromEnv}. */
export type ProxyOption = string | URL | ProxyRules;

/** The variables that {@link proxyFromEnv} reads, besides their names in lower case and `REQUEST_METHOD`. */
export const proxyVariables: ReadonlyArray<string> = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];
/** Those of them that name a proxy. */
const namingVariables: ReadonlyArray<string> = proxyVariables.slice(0, 3);

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const credentialsOf = ({ username, password }: URL): ProxyCredentials | undefined => {
  if (username === "" && password === "") return undefined;
  const plain = `${decoded(username)}:${decoded(password)}`;
  const basic = Buffer.from(plain, "utf8").toString("base64");
  return { authorization: `Basic ${basic}`, secrets: [basic, plain, decoded(password), password] };
};

const urlOf = (text: string, from: string): URL => {
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  // The text may hold a password, so no message repeats it.
  const invalid = (problem: string): InvalidRequest =>
    new InvalidRequest({
      message: `${from} ${problem}. Set it to the URL of an HTTP proxy, such as http://proxy.example:3128`,
      reason: "local",
    });
  if (!URL.canParse(full)) throw invalid("is not a URL");
  const url = new URL(full);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw invalid(`names a ${url.protocol.slice(0, -1)} proxy, which Jobwire does not support`);
  }
  return url;
};

const parse = (text: string, from: string): UsedProxy => {
  const url = urlOf(text, from);
  return {
    url: new URL(url.origin),
    authorization: credentialsOf(url)?.authorization,
    label: `${url.origin} (from ${from})`,
  };
};

const secretsOf = (text: string, from: string): ReadonlyArray<string> => {
  try {
    return credentialsOf(urlOf(text, from))?.secrets ?? [];
  } catch {
    // A proxy that Jobwire cannot use gets no request, and no message shows its setting.
    return [];
  }
};

const targetOf = (url: URL): ProxyTarget => ({
  host: plainHost(url.hostname).replace(/\.$/, ""),
  port: Number(url.port) || (isSecure(url) ? 443 : 80),
});

const isSecure = (url: URL): boolean => url.protocol === "https:" || url.protocol === "wss:";

/** The variable and its value: the name in lower case comes first, as in curl and Python's requests. */
const variable = (env: Environment, name: string): readonly [name: string, value: string] | undefined => {
  const lower = name.toLowerCase();
  for (const spelling of [lower, name]) {
    // On a web server, HTTP_PROXY is the `Proxy` header of a request that anybody can send.
    if (spelling === "HTTP_PROXY" && env["REQUEST_METHOD"] !== undefined) continue;
    const value = valueOf(env, spelling);
    if (value !== undefined) return [spelling, value];
  }
  return undefined;
};

/**
 * Reads which proxy to use from `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, as curl and Python's requests do: a name
 * in lower case comes first, an empty variable counts as not set, `HTTPS_PROXY` is for `https:` and `wss:`, `HTTP_PROXY` for `http:`
 * and `ws:`, and `ALL_PROXY` for the rest. Loopback addresses have no rule of their own: name them in `NO_PROXY`. Jobwire supports
 * proxies with `http:` and `https:` URLs; credentials in the URL become Proxy-Authorization.
 *
 * @example
 * ```ts
 * import { proxyFromEnv, ray } from "jobwire";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265", proxy: proxyFromEnv() });
 * console.log((await cluster.version()).rayVersion);
 * await cluster.close();
 * ```
 */
export const proxyFromEnv = (env: Environment = process.env): ProxyRules => {
  const settings = namingVariables.map((name) => variable(env, name));
  const noProxy = variable(env, "NO_PROXY")?.[1] ?? "";
  const [http, https, all] = settings;
  return {
    proxyFor: (address) => {
      const url = new URL(address);
      const found = (isSecure(url) ? https : http) ?? all;
      if (found === undefined || isExcepted(noProxy, targetOf(url))) return undefined;
      return parse(found[1], found[0]);
    },
    secrets: () => settings.flatMap((setting) => (setting === undefined ? [] : secretsOf(setting[1], setting[0]))),
  };
};

/** The option `proxy` of an environment; nothing when it names no proxy. */
export const settingsFromEnv = (
  env: Environment,
): {
  /** The proxies by scheme, and the hosts that need none. */
  readonly proxy?: ProxyRules;
} => (namingVariables.some((name) => variable(env, name) !== undefined) ? { proxy: proxyFromEnv(env) } : {});

/** The rules of an option; undefined when every connection is direct. `from` names a URL's setting in messages. */
export const proxyRules = (
  option: ProxyOption | undefined,
  environment: () => ProxyRules = proxyFromEnv,
  from: string = "the option proxy",
): ProxyRules | undefined => {
  if (option === undefined) return undefined;
  if (option === "environment") return environment();
  if (typeof option === "object" && "proxyFor" in option) return option;
  const text = String(option);
  const one = parse(text, from);
  return { proxyFor: () => one, secrets: () => secretsOf(text, from) };
};
