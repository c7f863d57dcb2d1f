import { failsWith, holds, same, until } from "../../case/checks.ts";
import { type ConformanceCase, defineCase, type Makers } from "../../case/conformance-case.ts";
import { begin, numbered, protocolOf } from "./logs.ts";

const id = "raysubmit_scripted00000000";

/** A Ray that changes its token while a job runs. */
const rotatingRay = async ({ faultyRay }: Makers) => {
  const ray = await faultyRay({ log: numbered(200), status: "RUNNING", token: "first-token" });
  return {
    url: ray.url,
    hands: {
      rotate: () => {
        ray.rotateToken("second-token");
        // Ray checks the token of a request when it begins.
        ray.server.resetAll();
      },
      end: () => {
        ray.append(numbered(200, 200));
        ray.setStatus("SUCCEEDED");
      },
      accepted: () =>
        ray.server.requests.filter((one) => one.headers["authorization"] === "Bearer second-token").length,
      submits: () => ray.requestsTo("submit").length,
    },
  };
};

/** A client whose token changes while it works. */
export const tokenCases: ReadonlyArray<ConformanceCase> = [
  ...(
    [
      ["rotated", ["auto", "http"], []],
      ["rotated-handshake", ["websocket"], ["handshake-headers"]],
    ] as const
  ).map(([name, transports, needs]) =>
    defineCase({
      id: `ray/token/${name}`,
      surface: "ray",
      cites: ["ray/token/rotated"],
      transports,
      needs,
      world: rotatingRay,
      run: async ({ ray, hand, transport }) => {
        let current = "first-token";
        let renewals = 0;
        const cluster = ray({
          token: ({ refused }) => {
            if (refused !== undefined && refused === current) {
              current = "second-token";
              renewals += 1;
            }
            return current;
          },
        });
        const tail = begin(() => cluster.jobs.tailLogs(id, { protocol: protocolOf(transport) }));
        const waiting = cluster.jobs.wait(id, { pollIntervalMs: 100 });
        waiting.catch(() => {});
        await until(() => tail.lines.length === 200, "the first lines");
        await hand.rotate();
        await until(async () => (await hand.accepted()) > 2, "requests with the second token");
        await hand.end();
        same((await tail.over).join("\n"), numbered(400).trimEnd(), "the log");
        same((await waiting).status, "SUCCEEDED", "the job");
        same(renewals, 1, "renewals of the token");
      },
    }),
  ),
  defineCase({
    id: "ray/token/rotated-before-submit",
    surface: "ray",
    cites: ["ray/token/rotated"],
    transports: ["unary"],
    needs: ["writes", "sends-once"],
    world: rotatingRay,
    run: async ({ ray, hand }) => {
      await hand.rotate();
      const token = ({ refused }: { readonly refused: string | undefined }): string =>
        refused === undefined ? "first-token" : "second-token";
      await ray({ token }).jobs.submit({ entrypoint: "echo" });
      same(await hand.submits(), 2, "submits, of which Ray refused the first");
    },
  }),
  defineCase({
    id: "ray/token/still-refused",
    surface: "ray",
    cites: ["ray/token/rotated", "errors/forbidden"],
    transports: ["unary"],
    world: rotatingRay,
    run: async ({ ray, hand }) => {
      await hand.rotate();
      let asked = 0;
      const token = (): string => {
        asked += 1;
        return "first-token";
      };
      await failsWith(ray({ token }).version(), "Forbidden");
      same(asked, 2, "calls of the token function");
      holds((await hand.accepted()) === 0, "no request with another token");
    },
  }),
];
