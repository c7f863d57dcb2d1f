import type { FaultServer } from "@jobwire/testing";
import type { Surface, World } from "../case/conformance-case.ts";

/**
 * The requests that carry the world's token where it must not be: in a URL, or to a server of another origin than the client's. A
 * reasoner client uses two servers, so only its URLs are searched.
 */
export const sentSecrets = (
  surface: Surface,
  { url, token }: Pick<World, "url" | "token">,
  servers: ReadonlyArray<Pick<FaultServer, "url" | "requests">>,
): ReadonlyArray<string> => {
  if (token === undefined || token === "") return [];
  const own = new URL(url).origin;
  const forms = [token, encodeURIComponent(token)];
  const shows = (text: string): boolean => forms.some((form) => text.includes(form));
  return servers.flatMap((server) =>
    server.requests.flatMap((request) => {
      const asked = `${request.method} ${request.path}`;
      if (shows(request.url)) return [`the token is in the URL of ${asked}`];
      const elsewhere = surface !== "reasoner" && new URL(server.url).origin !== own;
      return elsewhere && Object.values(request.headers).some(shows)
        ? [`the token went to another server: ${asked}`]
        : [];
    }),
  );
};
