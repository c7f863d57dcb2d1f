import { tooManyRequests } from "../api/refusals.ts";
import type { RateOptions } from "../options.ts";

interface Bucket {
  tokens: number;
  at: number;
}

const mostKeys = 10_000;

/** Makes the limit of requests: a token bucket for each key. */
export const rateLimit = (
  { perSecond = 1000, burst = 5000, key = () => "" }: RateOptions,
  now: () => number,
): ((request: Request) => void) => {
  /** The key that was used last is at the end. */
  const buckets = new Map<string, Bucket>();
  return (request) => {
    const name = key(request);
    const at = now();
    const { tokens: before, at: since } = buckets.get(name) ?? { tokens: burst, at };
    const tokens = Math.min(burst, before + ((at - since) * perSecond) / 1000);
    buckets.delete(name);
    buckets.set(name, { tokens: Math.max(0, tokens - 1), at });
    if (buckets.size > mostKeys) {
      for (const oldest of buckets.keys()) {
        buckets.delete(oldest);
        break;
      }
    }
    if (tokens < 1) throw tooManyRequests(Math.max(1, Math.ceil((1 - tokens) / perSecond)));
  };
};
