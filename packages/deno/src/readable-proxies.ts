import { proxyFromEnv, type ProxyRules, proxyVariables } from "@jobwire/node-shared";
import { readableVariable } from "./readable-variable.ts";

const names = [...proxyVariables.flatMap((name) => [name, name.toLowerCase()]), "REQUEST_METHOD"];
const read = (): ProxyRules => proxyFromEnv(Object.fromEntries(names.map((name) => [name, readableVariable(name)])));

/** The proxies of the environment, as far as the program may read it. Deno's `fetch` reads all of it by itself. */
export const readableProxies: ProxyRules = {
  proxyFor: (address) => read().proxyFor(address),
  secrets: () => read().secrets(),
};
