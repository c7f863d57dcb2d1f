import type { Adapter } from "@jobwire/core/adapter";

/**
 * The adapter that `make` makes. If its settings cannot work, it is `fallback` with a refusal: core then fails with the error that
 * `make` threw, as for any other option, before it sends anything. So a layer fails when it is built, and not when it is named.
 */
export const adapterOrFailure = (make: () => Adapter, fallback: Adapter): Adapter => {
  try {
    return make();
  } catch (error) {
    return {
      ...fallback,
      proxyFor: () => {
        throw error;
      },
    };
  }
};
