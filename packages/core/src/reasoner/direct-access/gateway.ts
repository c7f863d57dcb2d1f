import * as Effect from "effect/Effect";
import { CreateOutcomeUnknown, InvalidRequest, type JobwireError } from "../../errors.ts";
import { sendNature } from "../../http/send-nature.ts";
import { excerpt, firstText } from "../../http/visible-text.ts";
import { isRecord } from "../../is-record.ts";
import type { CreateRequest, JobGateway } from "../gateway.ts";
import { readArtifacts, readEvents, readProblems } from "../job-parts.ts";
import { createAdvice, createdWithoutId, jobNotFound } from "../job-errors.ts";
import { type JobRow, readJobRow } from "../job-row.ts";
import { matches, newestFirst } from "../list-query.ts";
import type { Discriminator } from "../reasoner-type.ts";
import { type DirectAccessApi, readResponse } from "./api.ts";
import type { Endpoint } from "./endpoint.ts";
import { createdId, rowOf, rowsOf } from "./shapes.ts";

/** A boolean in Python's spelling, which the service expects in its headers. */
const pythonBoolean = (value: boolean): "True" | "False" => (value ? "True" : "False");

/** The jobs of the service behind an endpoint. `guardRails` enables the service's guard rails. */
export const makeDirectAccessGateway = (endpoint: Endpoint, guardRails: boolean): JobGateway => {
  const headersOf = (giSetupSkipped: boolean) => ({
    gi_setup_skipped: pythonBoolean(giSetupSkipped),
    "X-Enable-Guard-Rails": pythonBoolean(guardRails),
  });
  const header = headersOf(false);
  const at = (target: string): string => `${target} at ${endpoint.address}`;

  const listAll = (family: "jobs" | "transactions", asked: Discriminator | undefined) =>
    endpoint.use((api) => {
      const label = at(`list of ${family}`);
      return Effect.flatMap(
        family === "jobs"
          ? api.call(label, (client, init) => client.GET("/v1alpha1/jobs", { params: { header }, ...init }))
          : api.call(label, (client, init) => client.GET("/v1alpha1/transactions", { params: { header }, ...init })),
        ({ text }) => readResponse(label, text, (value) => rowsOf(value)?.map((row) => readJobRow(row, asked))),
      );
    });

  const create = (api: DirectAccessApi, request: CreateRequest): Effect.Effect<string, JobwireError> => {
    const { type, name, payload, timeoutMins } = request;
    const label = at(`create of a job of ${name}`);
    const sent =
      type === "LOGIC"
        ? api.call(label, (client, init) =>
            client.POST("/v1alpha1/transactions", {
              params: { query: { use_graph_index: false }, header: headersOf(Boolean(payload["gi_setup_skipped"])) },
              body: {
                ...payload,
                ...(timeoutMins === undefined ? {} : { timeout_mins: timeoutMins }),
                engine_name: name,
                abort_detached: request.abortDetached,
              },
              ...init,
            }),
          )
        : api.call(label, (client, init) =>
            client.POST("/v1alpha1/jobs", {
              params: { header },
              body: {
                job_type: type,
                worker_name: name,
                payload: JSON.stringify(payload),
                ...(timeoutMins === undefined ? {} : { timeout_mins: timeoutMins }),
              },
              ...init,
            }),
          );
    return Effect.matchEffect(sent, {
      onFailure: (error) =>
        sendNature(error) === "ambiguous" ? Effect.fail(outcomeUnknown(label, error)) : Effect.fail(error),
      onSuccess: ({ text }) => {
        const id = createdId(text);
        return id === undefined ? Effect.fail(withoutId(label, text)) : Effect.succeed(id);
      },
    });
  };

  const get: JobGateway["get"] = (type, id) =>
    endpoint.use((api) => {
      const label = at(`job ${id}`);
      const response =
        type === "LOGIC"
          ? api.call(label, (client, init) =>
              client.GET("/v1alpha1/transactions/{id}", { params: { path: { id }, header }, ...init }),
            )
          : api.call(label, (client, init) =>
              client.GET("/v1alpha1/jobs/{type}/{id}", { params: { path: { type, id }, header }, ...init }),
            );
      return Effect.flatMap(response, ({ text }) =>
        Effect.flatMap(readResponse(label, text, rowOf), (row) =>
          row === "none" ? Effect.fail(jobNotFound(label)) : Effect.succeed(readJobRow(row, type, id)),
        ),
      );
    });

  /** Requests both families in parallel, each once, however many of its types the query names. */
  const listOf = (types: ReadonlyArray<Discriminator>): Effect.Effect<ReadonlyArray<JobRow>, JobwireError> => {
    const jobTypes = types.filter((type) => type !== "LOGIC");
    const families = [
      types.includes("LOGIC") ? listAll("transactions", "LOGIC") : Effect.succeed([]),
      jobTypes.length > 0 ? listAll("jobs", jobTypes.length === 1 ? jobTypes[0] : undefined) : Effect.succeed([]),
    ];
    return Effect.map(Effect.all(families, { concurrency: 2 }), (rows) => rows.flat());
  };

  /** Requests one job by its id under each type, instead of downloading all jobs. */
  const found = (types: ReadonlyArray<Discriminator>, id: string): Effect.Effect<ReadonlyArray<JobRow>, JobwireError> =>
    Effect.map(
      Effect.forEach(
        types,
        (type) =>
          Effect.map(get(type, id), (row): ReadonlyArray<JobRow> => [row]).pipe(
            Effect.catchIf(
              (error) => error._tag === "NotFound" && error.reason === "unknown-job",
              () => Effect.succeed([]),
            ),
          ),
        { concurrency: types.length },
      ),
      // A service that ignores the type in the path returns the same job twice.
      (rows) => [...new Map(rows.flat().map((row) => [`${row.type} ${row.job.id}`, row])).values()],
    );

  return {
    backend: "direct-access",
    address: endpoint.address,
    get,
    list: (types, query) =>
      Effect.map(query.id === undefined ? listOf(types) : found(types, query.id), (rows) => ({
        rows: newestFirst(rows.filter((row) => matches(query, types, row))),
        skipped: false,
      })),
    create: (request) => endpoint.use((api) => create(api, request)),
    events: (type, id, stream, given) =>
      endpoint.use((api) => {
        // The Python client treats "0" as an empty token here, and a service may depend on it.
        const token = type === "LOGIC" && given === "0" ? "" : given;
        const label = at(`events of job ${id}`);
        const response =
          type === "LOGIC"
            ? api.call(label, (client, init) =>
                client.GET("/v1alpha1/transactions/{id}/events/{stream}", {
                  params: { path: { id, stream }, query: { continuation_token: token }, header },
                  ...init,
                }),
              )
            : api.call(label, (client, init) =>
                client.GET("/v1alpha1/jobs/{type}/{id}/events/{stream}", {
                  params: {
                    path: { type, id, stream },
                    query: token === "" ? {} : { continuation_token: token },
                    header,
                  },
                  ...init,
                }),
              );
        return Effect.flatMap(response, ({ text }) => readResponse(label, text, readEvents));
      }),
    cancel: (type, id, allUsers) =>
      allUsers
        ? Effect.fail(
            new InvalidRequest({
              message: "cancel with allUsers works over SQL only. Use the sql backend",
              reason: "local",
            }),
          )
        : endpoint.use((api) => {
            const label = at(`cancel of job ${id}`);
            return Effect.asVoid(
              type === "LOGIC"
                ? api.call(label, (client, init) =>
                    client.POST("/v1alpha1/transactions/{id}/cancel_async", {
                      params: { path: { id }, header },
                      ...init,
                    }),
                  )
                : api.call(label, (client, init) =>
                    client.POST("/v1alpha1/jobs/{type}/{id}/cancel", {
                      params: { path: { type, id }, header },
                      ...init,
                    }),
                  ),
            );
          }),
    artifacts: (id) =>
      endpoint.use((api) => {
        const label = at(`artifacts of job ${id}`);
        return Effect.flatMap(
          api.call(label, (client, init) =>
            client.GET("/v1alpha1/transactions/{id}/artifacts", { params: { path: { id }, header }, ...init }),
          ),
          ({ text }) => readResponse(label, text, readArtifacts),
        );
      }),
    problems: (id) =>
      endpoint.use((api) => {
        const label = at(`problems of job ${id}`);
        return Effect.flatMap(
          api.call(label, (client, init) =>
            client.GET("/v1alpha1/transactions/{id}/problems", { params: { path: { id }, header }, ...init }),
          ),
          ({ text }) => readResponse(label, text, readProblems),
        );
      }),
  };
};

const outcomeUnknown = (label: string, cause: JobwireError): CreateOutcomeUnknown =>
  new CreateOutcomeUnknown({
    message: `${label}: the request was sent, but its outcome is unknown (${cause.message}). ${createAdvice}`,
    reason: cause._tag === "Timeout" ? "timeout" : "unreadable",
    statusCode: cause.statusCode,
    cause,
  });

/** A success without an id: most likely the job runs, and its id is unknown. */
const withoutId = (label: string, text: string): CreateOutcomeUnknown => {
  let shown = text;
  try {
    const response: unknown = JSON.parse(text);
    const message = isRecord(response) ? (response["message"] ?? response["error"]) : undefined;
    if (typeof message === "string") shown = message;
  } catch {
    // Not JSON: the message shows the text itself.
  }
  return createdWithoutId(label, excerpt(shown, 200), firstText(text));
};
