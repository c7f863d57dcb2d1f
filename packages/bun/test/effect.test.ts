import { Effect } from "effect";
import { expect, test } from "vitest";
import {
  Agent,
  agentLayer,
  directAccess,
  Ray,
  rayLayer,
  rayLayerFromEnv,
  Reasoner,
  reasonerLayer,
} from "../src/effect.ts";

const address = "http://127.0.0.1:8265";

test("each system has a layer", async () => {
  const backend = directAccess({ address: address, token: "token-1234" });
  expect(
    await Effect.runPromise(
      Effect.provide(
        Effect.map(Ray, (ray) => ray.address),
        rayLayer({ address }),
      ),
    ),
  ).toBe(address);
  expect(
    await Effect.runPromise(
      Effect.provide(
        Effect.map(Agent, (agent) => agent.address),
        agentLayer({ address: address, agentToken: "token-1234" }),
      ),
    ),
  ).toBe(address);
  expect(
    await Effect.runPromise(
      Effect.provide(
        Effect.map(Reasoner, (reasoner) => reasoner.address),
        reasonerLayer({ backend }),
      ),
    ),
  ).toBe(address);
});

test("a layer from the environment fails with what is wrong there", async () => {
  const layer = rayLayerFromEnv({ RAY_ADDRESS: "ray://head:10001" });
  const error = await Effect.runPromise(
    Effect.flip(
      Effect.provide(
        Effect.map(Ray, (ray) => ray.address),
        layer,
      ),
    ),
  );
  expect(error).toMatchObject({ _tag: "InvalidRequest" });
});
