import { once } from "node:events";
import { connect } from "node:net";

/** Whether a server accepts connections at this port of loopback now. */
export const accepts = async (port: number): Promise<boolean> => {
  const socket = connect({ host: "127.0.0.1", port });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false; // not up yet; the caller's deadline decides
  } finally {
    socket.destroy();
  }
};
