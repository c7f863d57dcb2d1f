import { Readable } from "node:stream";

async function* firstBytes(body: ReadableStream<Uint8Array>, bytes: number, how: "end" | "reset") {
  let left = bytes;
  for await (const chunk of body) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0 && how === "reset") throw new Error("cut off");
    if (left <= 0) return;
  }
}

/** A response that ends after so many bytes of its body, or whose connection is reset there. */
export const cutAfter = (response: Response, bytes: number, how: "end" | "reset"): Response => {
  if (response.body === null) return response;
  const body = Readable.toWeb(Readable.from(firstBytes(response.body, bytes, how))) as ReadableStream<Uint8Array>;
  return new Response(body, response);
};
