import { forbidden } from "../api/refusals.ts";

const loopback = ["localhost", "127.0.0.1", "[::1]"];

/** A host name without its port, in lower case: `[::1]:80` is `[::1]`. */
const withoutPort = (host: string): string => host.toLowerCase().replace(/:[0-9]{1,5}$/, "");

/** Makes the check of the Host header. It stops DNS rebinding: a foreign page reaches this address only under its own name. */
export const hostCheck = (hosts: ReadonlyArray<string> | "any" | undefined): ((request: Request) => void) => {
  if (hosts === "any") return () => undefined;
  const allowed = new Set((hosts ?? loopback).map((host) => withoutPort(host)));
  return (request) => {
    // Servers that build requests from the Host header leave the header itself out, or have it in the URL only.
    const named = [request.headers.get("host"), new URL(request.url).host].filter((host) => host !== null);
    for (const host of named) {
      if (allowed.has(withoutPort(host))) continue;
      throw forbidden("The gateway does not respond under this host name. Its option hosts lists the names", 421);
    }
  };
};
