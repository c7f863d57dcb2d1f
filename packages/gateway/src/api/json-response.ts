/** Data as a JSON response that no cache keeps. `redact` replaces the secrets of the system's client, should a system repeat them. */
export const jsonResponse = (
  data: unknown,
  {
    redact = (text) => text,
    status = 200,
    headers = {},
  }: {
    readonly redact?: (text: string) => string;
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Response =>
  new Response(redact(JSON.stringify(data)), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  });
