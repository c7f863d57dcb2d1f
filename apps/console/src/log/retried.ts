import { GatewayError } from "../api/gateway-error.ts";

const firstDelayMs = 400;
const lastDelayMs = 5000;

/** Repeats a read until it succeeds, the signal fires, or the gateway reports that another try is of no use. */
export const retried = async <Value>(read: () => Promise<Value>, signal: AbortSignal): Promise<Value> => {
  for (let delay = firstDelayMs; ; delay = Math.min(delay * 2, lastDelayMs)) {
    try {
      return await read();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof GatewayError && !error.mayPass) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay));
      signal.throwIfAborted();
    }
  }
};
