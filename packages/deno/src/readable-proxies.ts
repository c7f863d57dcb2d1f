import { proxyFromEnv, type ProxyRules, proxyVariables } from "@jobwire/node-shared";
import { Deno } from "./deno.ts";

/** The value of a variable that the program may read; never asks for a permission. */
const readable = (variable: string): string | undefined => {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
};

const names = [...proxyVariables.flatMap((name) => [name, name.toLowerCase()]), "REQUEST_METHOD"];
const read = (): ProxyRules => proxyFromEnv(Object.fromEntries(names.map((name) => [name, readable(name)])));

/** The proxies of the environment, as far as the program may read it. Deno's `fetch` reads all of it by itself. */
export const readableProxies: ProxyRules = {
  proxyFor: (address) => read().proxyFor(address),
  secrets: () => read().secrets(),
};
