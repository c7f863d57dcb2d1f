import { isRecord } from "./is-record.ts";
import { badRequest } from "../api/refusals.ts";

/** Reads a JSON object from a request; an empty body is an empty object. */
export const readBody = async (request: Request, maxBytes: number): Promise<Readonly<Record<string, unknown>>> => {
  const type = request.headers.get("content-type") ?? "";
  // Pages of other sites can send every other type without a preflight.
  if (!/^application\/json\s*(?:;|$)/i.test(type)) {
    throw badRequest("A write needs Content-Type: application/json", 415);
  }
  const tooLarge = badRequest(`The body has more than ${maxBytes} bytes`, 413);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge;
  const parts: Array<Uint8Array> = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read()) {
    length += next.value.length;
    if (length > maxBytes) {
      await reader?.cancel().catch(() => undefined);
      throw tooLarge;
    }
    parts.push(next.value);
  }
  const text = await new Blob(parts as Array<Uint8Array<ArrayBuffer>>).text();
  if (text.trim() === "") return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw badRequest("The body is not JSON");
  }
  if (!isRecord(body)) throw badRequest("The body must be a JSON object");
  return body;
};
