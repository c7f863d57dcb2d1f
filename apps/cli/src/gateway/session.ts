import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { UsageError } from "../settings/parse-option.ts";
import { readTokenFile } from "../settings/token-file.ts";

/** Who may use the gateway: programs by the token, browsers by a cookie. */
export interface Session {
  /** The token of `Authorization: Bearer`. */
  readonly token: string;
  /** True for a random token: nobody knows it unless the command prints it. */
  readonly generated: boolean;
  /** The token of the printed URL. It differs from `token`, since URLs end up in histories: this one is worth nothing after its use. */
  readonly oneTimeToken: string;
  /** The cookie for a browser that sent the right one-time token; undefined for a wrong one, and from the second time on. */
  readonly exchange: (oneTimeToken: string) => string | undefined;
  /** The cookie for a browser that sent the token itself. */
  readonly cookie: string;
  /** Whether a request has the token or the cookie. */
  readonly permits: (request: Request) => boolean;
  /** True, or the response to a request without either. */
  readonly authorize: (request: Request) => true | Response;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares in a time that depends on neither text. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const bearer = (request: Request): string | undefined =>
  /^Bearer +([^ ]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];

const cookieOf = (request: Request, name: string): string | undefined =>
  (request.headers.get("cookie") ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const refusal = (): Response =>
  Response.json(
    {
      type: "about:blank",
      title: "Unauthorized",
      status: 401,
      detail:
        "The request has neither the gateway's token nor its cookie. Send the printed token as Authorization: Bearer, or open the printed URL.",
      _tag: "Unauthorized",
    },
    {
      status: 401,
      headers: {
        "content-type": "application/problem+json",
        "www-authenticate": "Bearer",
        "cache-control": "no-store",
      },
    },
  );

/** Opens the session with the token of the file, or with a random one. */
export const openSession = async (tokenFile: string | undefined, signal: AbortSignal): Promise<Session> => {
  const own = tokenFile === undefined ? undefined : await readTokenFile(tokenFile, signal, "--auth-token-file");
  if (own !== undefined && !/^[\x21-\x7e]{16,}$/.test(own)) {
    throw new UsageError(
      "--auth-token-file: the token has fewer than 16 characters, or characters that are not visible ASCII. Use a longer random token.",
    );
  }
  const token = own ?? randomBytes(32).toString("base64url");
  // Made of the token, so that a browser stays signed in when the gateway starts again with the same one. Cookies know no ports, so
  // the name differs by token: several gateways on one machine do not sign each other's browsers out.
  const derive = (use: string): string => createHmac("sha256", token).update(use).digest("base64url");
  const name = `jobwire-${derive("cookie name").slice(0, 8)}`;
  const value = derive("cookie value");
  const cookie = `${name}=${value}; Path=/; HttpOnly; SameSite=Strict`;
  const oneTimeToken = randomBytes(32).toString("base64url");
  let used = false;

  const permits = (request: Request): boolean => {
    const sent = bearer(request);
    if (sent !== undefined) return isSame(sent, token);
    return isSame(cookieOf(request, name) ?? "", value);
  };
  return {
    token,
    generated: own === undefined,
    oneTimeToken,
    exchange: (sent) => {
      if (used || !isSame(sent, oneTimeToken)) return undefined;
      used = true;
      return cookie;
    },
    cookie,
    permits,
    authorize: (request) => (permits(request) ? true : refusal()),
  };
};
