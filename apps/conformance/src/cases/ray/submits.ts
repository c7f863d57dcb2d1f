import type { RuntimeEnv } from "@jobwire/core";
import { responseLost, type Fault, instead, text } from "@jobwire/testing/faults";
import { failsWith, holds, same } from "../../case/checks.ts";
import { type ConformanceCase, defineCase, type Makers } from "../../case/conformance-case.ts";

/** A Ray whose submits have the scripted faults; it reports the submits and its jobs. */
const submitWorld =
  (fault: (nth: number) => Fault | undefined) =>
  async ({ faultyRay }: Makers) => {
    const ray = await faultyRay({
      log: "",
      status: "SUCCEEDED",
      fault: ({ endpoint }, nth) => (endpoint === "submit" ? fault(nth) : undefined),
    });
    return {
      url: ray.url,
      hands: {
        /** The submitted ids, in order. */
        sent: () =>
          ray
            .requestsTo("submit")
            .map(
              ({ body }) =>
                (JSON.parse(new TextDecoder().decode(body)) as { readonly submission_id: string }).submission_id,
            ),
        has: (id: string) => ray.job(id) !== undefined,
        body: () =>
          JSON.parse(new TextDecoder().decode(ray.requestsTo("submit")[0]?.body)) as Readonly<Record<string, unknown>>,
      },
    };
  };

const byName = (body: Readonly<Record<string, unknown>>): ReadonlyArray<readonly [string, unknown]> =>
  Object.entries(body).sort(([one], [other]) => (one < other ? -1 : 1));

/** Submitting once. */
export const submitCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "ray/submit/body",
    surface: "ray",
    cites: ["ray/jobs/submit", "ray/wire/submit-body"],
    transports: ["unary"],
    needs: ["writes"],
    world: submitWorld(() => undefined),
    run: async ({ ray, hand }) => {
      await ray().jobs.submit({
        submissionId: "my-own-id",
        entrypoint: "python train.py",
        runtimeEnv: { env_vars: { A: "1" } },
        metadata: { team: "ml" },
        entrypointNumCpus: 1,
        entrypointNumGpus: 0.5,
        entrypointMemory: 1_024,
        entrypointResources: { custom: 2 },
      });
      same(
        byName(await hand.body()),
        byName({
          submission_id: "my-own-id",
          entrypoint: "python train.py",
          runtime_env: { env_vars: { A: "1" } },
          metadata: { team: "ml" },
          entrypoint_num_cpus: 1,
          entrypoint_num_gpus: 0.5,
          entrypoint_memory: 1_024,
          entrypoint_resources: { custom: 2 },
        }),
        "the body of the request",
      );
    },
  }),
  defineCase({
    id: "ray/submit/refused-but-listed",
    surface: "ray",
    cites: ["ray/submit/refused-but-listed"],
    transports: ["unary"],
    needs: ["writes"],
    world: async ({ faultyRay }) => {
      const traceback =
        'Traceback (most recent call last):\n  File "job_head.py", line 134, in _raise_error\n' +
        "RuntimeError: Request failed with status code 500: Traceback (most recent call last):\n" +
        "OSError: [Errno 28] No space left on device: '/tmp/ray/job-driver-x.log'\n.\n";
      const ray = await faultyRay({
        log: "",
        status: "PENDING",
        fault: ({ endpoint }) => (endpoint === "submit" ? instead(text(traceback, { status: 500 })) : undefined),
      });
      ray.addJob("stuck", { status: "PENDING", details: { entrypoint: "echo never", driver_node_id: null } });
      ray.addJob("starts", { status: "RUNNING", details: { entrypoint: "echo once" } });
      return { url: ray.url, hands: { submits: () => ray.requestsTo("submit").length } };
    },
    run: async ({ ray, hand }) => {
      const error = await failsWith(
        ray().jobs.submit({ submissionId: "stuck", entrypoint: "echo never" }),
        "ServerError",
        "never-started",
      );
      holds(error.message.includes("No space left on device"), "the message has Ray's own text");
      same(await hand.submits(), 1, "submit requests");
      const job = await ray().jobs.submit({ submissionId: "starts", entrypoint: "echo once" });
      same(job.submissionId, "starts", "a running job is this submit's, whatever the response was");
      await failsWith(
        ray().jobs.submit({ submissionId: "x".repeat(241), entrypoint: "echo" }),
        "InvalidRequest",
        "local",
      );
      same(await hand.submits(), 2, "submit requests in all");
    },
  }),
  defineCase({
    id: "ray/submit/answer-lost",
    surface: "ray",
    cites: ["ray/r6/once", "ray/r6/own-id"],
    transports: ["unary"],
    needs: ["writes"],
    world: submitWorld((nth) => (nth === 0 ? responseLost() : undefined)),
    run: async ({ ray, hand }) => {
      const job = await ray().jobs.submit({ entrypoint: "echo once" });
      same(await hand.sent(), [job.submissionId], "the submits: one, with the returned id");
      holds(await hand.has(job.submissionId), "the job exists");
    },
  }),
  defineCase({
    id: "ray/submit/not-taken",
    surface: "ray",
    cites: ["ray/r6/proven-absent"],
    transports: ["unary"],
    needs: ["writes"],
    world: submitWorld((nth) =>
      nth === 0
        ? instead(text("500 Internal Server Error\n\nServer got itself in trouble", { status: 500 }))
        : undefined,
    ),
    run: async ({ ray, hand }) => {
      const job = await ray().jobs.submit({ entrypoint: "echo again" });
      same(
        await hand.sent(),
        [job.submissionId, job.submissionId],
        "the submits: again with the same id, after the job was proven absent",
      );
    },
  }),
  defineCase({
    id: "ray/submit/duplicate",
    surface: "ray",
    cites: ["errors/conflict", "ray/wire/duplicate-is-500"],
    transports: ["unary"],
    needs: ["writes"],
    world: submitWorld(() => undefined),
    run: async ({ ray, hand }) => {
      const { jobs } = ray();
      await jobs.submit({ submissionId: "taken", entrypoint: "echo one" });
      await failsWith(jobs.submit({ submissionId: "taken", entrypoint: "echo two" }), "Conflict", "exists");
      same(await hand.sent(), ["taken", "taken"], "the submits");
    },
  }),
  defineCase({
    id: "ray/submit/outcome-unknown",
    surface: "ray",
    cites: ["ray/r6/outcome-unknown", "errors/create-outcome-unknown"],
    transports: ["unary"],
    needs: ["writes"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({
        log: "",
        status: "SUCCEEDED",
        // The response is lost, and then the job cannot be read.
        fault: ({ endpoint }) =>
          endpoint === "submit"
            ? responseLost()
            : endpoint === "job"
              ? instead(text("no", { status: 403 }))
              : undefined,
      });
      return { url: ray.url, hands: { sent: () => ray.requestsTo("submit").length } };
    },
    run: async ({ ray, hand }) => {
      const error = await failsWith(
        ray().jobs.submit({ submissionId: "who-knows", entrypoint: "echo" }),
        "CreateOutcomeUnknown",
      );
      holds(error.message.includes("who-knows"), "the message has the id to look for");
      same(await hand.sent(), 1, "submit requests");
    },
  }),
  defineCase({
    id: "ray/submit/refused-before",
    surface: "ray",
    cites: ["errors/invalid-request", "secrets/ids/checked"],
    transports: ["unary"],
    world: submitWorld(() => undefined),
    run: async ({ ray, hand }) => {
      const { jobs } = ray();
      for (const bad of ["a/b", "a?b", "a#b", "..", "", "a\nb", "a\\b"]) {
        await failsWith(jobs.submit({ submissionId: bad, entrypoint: "echo" }), "InvalidRequest", "local");
        await failsWith(jobs.get(bad), "InvalidRequest", "local");
      }
      await failsWith(jobs.submit({ entrypoint: 7 as unknown as string }), "InvalidRequest", "local");
      same(await hand.sent(), [], "the submits");
    },
  }),
  defineCase({
    id: "ray/submit/runtime-env-refused",
    surface: "ray",
    cites: ["errors/invalid-request", "ray/jobs/runtime-env-checked"],
    transports: ["unary"],
    world: submitWorld(() => undefined),
    run: async ({ ray, hand }) => {
      const { jobs } = ray();
      for (const [field, runtimeEnv] of [
        ["working_dir", { working_dir: "./job" }],
        ["working_dir", { working_dir: "C:/job" }],
        ["py_modules[0]", { py_modules: ["/srv/lib"] }],
        ["pip", { pip: "/etc/requirements.txt" }],
        ["pip[1]", { pip: ["requests", "-r more.txt"] }],
        ["pip.packages", { pip: { packages: "requirements.txt" } }],
        ["uv.packages[0]", { uv: { packages: ["./a.whl"] } }],
        ["conda", { conda: "environment.yml" }],
        ["env_vars.SECRET", { env_vars: { SECRET: 471_147 } }],
        ["env_vars.SECRET", { env_vars: { SECRET: null } }],
        ["envVars", { envVars: { SECRET: "471147" } }],
        ["workingDir", { workingDir: "gcs://_ray_pkg_0.zip" }],
        ["own_plugin", { own_plugin: { key: "471147" } }],
      ] as const) {
        const submit = jobs.submit({ entrypoint: "echo", runtimeEnv: runtimeEnv as RuntimeEnv });
        const error = await failsWith(submit, "InvalidRequest", "local");
        holds(error.message.includes(`runtimeEnv.${field} `), `the message names ${field}: ${error.message}`);
        holds(!/471147|requirements\.txt|\/srv/.test(error.message), "the message has no value");
      }
      same(await hand.sent(), [], "the submits");
    },
  }),
];
