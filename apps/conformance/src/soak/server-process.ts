/** The servers of a soak, in a process of their own, so that their memory is not the client's. Uses the channel of `fork`. */
import { createR1Checker } from "@jobwire/testing/internal";
import type { ConformanceCase } from "../case/conformance-case.ts";
import { openWorld, type OpenWorld } from "../runner/worlds.ts";
import { soakWorld } from "./soak-world.ts";
import { taskOf } from "./soak-task.ts";

interface Asked {
  readonly n: number;
  readonly seed: number;
  readonly call: string;
  readonly args: ReadonlyArray<never>;
}

const worlds = new Map<number, OpenWorld>();

const answer = async ({ seed, call, args }: Asked): Promise<unknown> => {
  if (call === "open") {
    const { surface, transport } = taskOf(seed);
    const one: ConformanceCase = {
      id: `soak/${seed}`,
      surface,
      cites: [],
      transports: [transport],
      world: (makers) => soakWorld(makers, taskOf(seed)),
      run: async () => {},
    };
    const open = await openWorld({ number: seed, case: one, transport });
    worlds.set(seed, open);
    return { url: open.world.url };
  }
  const open = worlds.get(seed);
  if (open === undefined) throw new Error(`task ${seed} is not open`);
  if (call === "close") {
    worlds.delete(seed);
    return open.close();
  }
  if (call === "check-lines") {
    const [lines] = args as ReadonlyArray<unknown> as readonly [ReadonlyArray<string>];
    const checker = createR1Checker((await open.world.truth?.("")) ?? "");
    await checker.add(lines);
    return checker.finish();
  }
  return open.world.hands?.[call]?.(...args);
};

process.on("message", (asked: Asked) => {
  answer(asked).then(
    (value) => process.send?.({ n: asked.n, value }),
    (error: unknown) => process.send?.({ n: asked.n, error: error instanceof Error ? error.stack : String(error) }),
  );
});
// The parent has ended.
process.on("disconnect", () => process.exit());
