/** A client made by `Deno.createHttpClient`. */
export interface DenoHttpClient {
  readonly close: () => void;
}

/** What this package uses of Deno's own API; named here, since no types of Deno are there when Node's compiler reads it. */
interface DenoApi {
  readonly version: { readonly deno: string };
  readonly env: { readonly get: (name: string) => string | undefined };
  readonly createHttpClient: (options: { readonly caCerts: Array<string> }) => DenoHttpClient;
}

/** Deno's own API. */
export const Deno: DenoApi = (globalThis as unknown as { readonly Deno: DenoApi }).Deno;
