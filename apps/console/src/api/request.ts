import { reportAnswer, reportLoss } from "./connection.ts";

/** `fetch` that keeps the page's banner up to date. */
export const request = async (input: Request | string, init?: RequestInit): Promise<Response> => {
  try {
    const response = await fetch(input, init);
    // A proxy before a gateway that is down responds with these.
    if (response.status === 502 && !(response.headers.get("content-type") ?? "").includes("json")) reportLoss();
    else reportAnswer(response.status);
    return response;
  } catch (error) {
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    if (signal?.aborted !== true) reportLoss();
    throw error;
  }
};
