import { Deno } from "./deno.ts";

/** The value of a variable that the program may read. Deno itself reads them all. */
const readable = (variable: string): string | undefined => {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) || undefined : undefined;
};

const first = (names: ReadonlyArray<string>): string | undefined => {
  for (const name of names) {
    const value = readable(name) ?? readable(name.toLowerCase());
    if (value !== undefined) return value;
  }
  return undefined;
};

const isExcepted = (host: string, noProxy: string): boolean =>
  noProxy.split(",").some((entry) => {
    const name = entry.trim().replace(/^\./, "").toLowerCase();
    return name === "*" || (name !== "" && (host === name || host.endsWith(`.${name}`)));
  });

/**
 * The proxy that Deno's `fetch` uses for an address, without its credentials: the configured one, or the environment's if the
 * program may read it.
 */
export const usedProxy = (address: string, configured: string | undefined): string | undefined => {
  const url = new URL(address);
  const named = configured ?? first([url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY", "ALL_PROXY"]);
  if (named === undefined) return undefined;
  if (configured === undefined && isExcepted(url.hostname, first(["NO_PROXY"]) ?? "")) return undefined;
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(named) ? named : `http://${named}`;
  if (!URL.canParse(full)) return undefined;
  const { protocol, host } = new URL(full);
  return `${protocol}//${host}`;
};
