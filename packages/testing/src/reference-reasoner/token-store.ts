import { createHash, createHmac, createPublicKey, type KeyObject, randomBytes, randomUUID } from "node:crypto";
import { sameText } from "../guard/same-text.ts";
import { assertionProblem } from "./assertion.ts";

/** The settings of the token store. */
export interface TokenStoreOptions {
  /** Both servers accept it as it is. Without it and without a public key neither checks tokens. */
  readonly token?: string;
  /** SPKI in PEM: the owner of its private half gets in, by exchange or with the assertion itself. */
  readonly publicKey?: string;
  /** How long a token of the exchange is valid, in milliseconds. */
  readonly tokenLifeMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The result of a token exchange. */
export type ExchangeOutcome = { readonly token: string } | { readonly status: 400 | 401; readonly message: string };

const grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** Issues ingress tokens for assertions, and knows which tokens are valid. */
export class TokenStore {
  readonly #token: string | undefined;
  readonly #publicKey: KeyObject | undefined;
  readonly #lifeMs: number;
  readonly #now: () => number;
  readonly #key = randomBytes(32);
  /** When each token expires, by its digest: looking up the token itself would reveal through timing how much of it is right. */
  readonly #issued = new Map<string, number>();

  /** Throws when the public key is not an RSA key in PEM. */
  constructor(options: TokenStoreOptions) {
    this.#token = options.token;
    this.#publicKey = options.publicKey === undefined ? undefined : createPublicKey(options.publicKey);
    if (this.#publicKey !== undefined && this.#publicKey.asymmetricKeyType !== "rsa")
      throw new TypeError("The public key of the reference reasoner must be an RSA key.");
    this.#lifeMs = options.tokenLifeMs;
    this.#now = options.now;
  }

  /** Direct Access: `Snowflake Token="…"`, the token in double quotes. */
  allowsIngress(authorization: string | undefined): boolean {
    if (this.#open) return true;
    const token = /^Snowflake Token="([^"]+)"$/.exec(authorization ?? "")?.[1];
    return token !== undefined && (this.#isStatic(token) || (this.#issued.get(digest(token)) ?? 0) > this.#now());
  }

  /** SQL: `Bearer …`; the kind of token is in `X-Snowflake-Authorization-Token-Type`, or follows from the token. */
  allowsSql(authorization: string | undefined, kind: string | undefined): boolean {
    if (this.#open) return true;
    const token = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
    if (token === undefined) return false;
    if (kind !== "KEYPAIR_JWT" && this.#isStatic(token)) return true;
    if (kind !== undefined && kind !== "KEYPAIR_JWT") return false;
    return this.#publicKey !== undefined && assertionProblem(token, this.#publicKey, this.#now()) === undefined;
  }

  /** `POST /oauth/token`. `endpointHost` is the host and port of Direct Access, which the scope must name. */
  exchange(form: URLSearchParams, endpointHost: string): ExchangeOutcome {
    const refuse = (status: 400 | 401, message: string): ExchangeOutcome => ({ status, message });
    if (form.get("grant_type") !== grant) return refuse(400, `grant_type is not ${grant}`);
    const scope = form.get("scope") ?? "";
    const host = /^(?:session:role:\S+ )?(\S+)$/.exec(scope)?.[1];
    if (host === undefined) return refuse(400, "scope is not [session:role:ROLE ]HOST");
    // Clients recognize an outdated endpoint by this text.
    if (host !== endpointHost) return refuse(400, `could not find the service associated with endpoint ${host}`);
    if (this.#publicKey === undefined) return refuse(401, "no public key is registered for any user");
    const problem = assertionProblem(form.get("assertion") ?? "", this.#publicKey, this.#now());
    return problem === undefined ? { token: this.#issue() } : refuse(401, problem);
  }

  /** Revokes every token issued so far. */
  revoke(): void {
    this.#issued.clear();
  }

  get #open(): boolean {
    return this.#token === undefined && this.#publicKey === undefined;
  }

  #isStatic(token: string): boolean {
    return this.#token !== undefined && sameText(token, this.#token);
  }

  /** A JWT, because clients read its `exp`. */
  #issue(): string {
    const now = this.#now();
    for (const [key, ends] of this.#issued) if (ends <= now) this.#issued.delete(key);
    const expires = now + this.#lifeMs;
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "HS256", typ: "JWT" })}.${part({ jti: randomUUID(), exp: Math.floor(expires / 1000) })}`;
    const token = `${text}.${createHmac("sha256", this.#key).update(text).digest("base64url")}`;
    this.#issued.set(digest(token), expires);
    return token;
  }
}

const digest = (text: string): string => createHash("sha256").update(text).digest("base64url");
