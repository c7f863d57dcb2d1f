/** A client made by `Deno.createHttpClient`. */
export interface DenoHttpClient {
  readonly close: () => void;
}

/** The options of `Deno.createHttpClient` that this package uses. */
export interface DenoClientOptions {
  /** Certificate authorities in PEM, trusted besides Deno's own. */
  readonly caCerts?: Array<string>;
  /** The proxy for all requests, instead of `HTTP_PROXY` and the like. */
  readonly proxy?: {
    readonly url: string;
    readonly basicAuth?: { readonly username: string; readonly password: string };
  };
  /** A client certificate and its key in PEM. */
  readonly cert?: string;
  readonly key?: string;
  readonly poolMaxIdlePerHost?: number;
  readonly http2?: boolean;
}

/** The parts of Deno's own API that this package uses, typed here because Node's compiler has no Deno types. */
interface DenoApi {
  readonly version: { readonly deno: string };
  readonly env: { readonly get: (name: string) => string | undefined };
  readonly permissions: {
    readonly querySync: (asked: { readonly name: "env"; readonly variable: string }) => { readonly state: string };
  };
  readonly createHttpClient: (options: DenoClientOptions) => DenoHttpClient;
}

/** Deno's own API. */
export const Deno: DenoApi = (globalThis as unknown as { readonly Deno: DenoApi }).Deno;
