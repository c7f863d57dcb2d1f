import { readFileSync } from "node:fs";

/** One recorded exchange over HTTP. */
export interface RecordedExchange {
  readonly case: string;
  readonly request: { readonly method: string; readonly path: string };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** Text, or the JSON that it was. */
    readonly body: unknown;
  };
}

const folder = new URL("../../../testing/recordings/ray/", import.meta.url);

/** A recording of a real Ray head, as data. */
export const recording = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), "utf8"));

/** The plain HTTP exchanges of a recording. */
export const recordedExchanges = (file: string): ReadonlyArray<RecordedExchange> =>
  (recording(file) as { exchanges: ReadonlyArray<RecordedExchange> }).exchanges
    .filter(({ response }) => response?.status !== undefined && response.body !== undefined)
    // A few were recorded by hand-written steps, without their request.
    .map((exchange) => ({ ...exchange, request: exchange.request ?? { method: "GET", path: "" } }));

/** The exchange with that name. */
export const recorded = (file: string, name: string): RecordedExchange => {
  const found = recordedExchanges(file).find((exchange) => exchange.case === name);
  if (found === undefined) throw new Error(`${file} has no exchange "${name}"`);
  return found;
};

/** The text of a response's body. */
export const bodyText = ({ response: { body } }: RecordedExchange): string =>
  typeof body === "string" ? body : JSON.stringify(body);
