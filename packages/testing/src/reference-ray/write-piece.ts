import type { ServerResponse } from "node:http";

/** Writes and waits until the reader takes more. False when the client has disconnected. */
export async function writePiece(response: ServerResponse, piece: Uint8Array): Promise<boolean> {
  if (response.destroyed || response.closed) return false;
  if (response.write(piece)) return true;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.once("drain", done);
    response.once("close", done);
  });
  return !response.destroyed;
}
