import { PROBLEMS } from "../problems.ts";
import type { ReasonerJob } from "../reasoner-job.ts";
import type { Bound } from "./bindings.ts";
import {
  type ArgumentType,
  cancelled,
  eventsCell,
  existing,
  oneRow,
  type Routine,
  routine,
  type RoutineState,
  texts,
} from "./routine.ts";

/**
 * `EXEC_ASYNC_V2`: database, reasoner, query, inputs, read-only, nowait-durable, language, with a time limit the minutes,
 * headers, and in all but older apps abort-detached.
 */
export const execAsyncV2: readonly Routine[] = [true, false].flatMap((detachable) =>
  [true, false].flatMap((timed) => {
    const args: readonly ArgumentType[] = [
      ...(["text", "text", "text", "json", "boolean", "boolean", "text"] as const),
      ...(timed ? (["number"] as const) : []),
      "json",
      ...(detachable ? (["boolean"] as const) : []),
    ];
    return routine("call", args, ({ jobs }, [database, reasoner, code, , readOnly, , language, minutes]) => {
      const job = jobs.create({
        type: "LOGIC",
        reasoner: String(reasoner),
        database: String(database),
        code: String(code),
        readOnly: readOnly === true,
        language: String(language),
        timeoutMs: timed ? Number(minutes) * 60_000 : null,
      });
      return oneRow(texts("ID", "STATE", "ABORT_REASON"), job.id, "CREATED", null);
    });
  }),
);

/** `CANCEL_OWN_TRANSACTION`: id. */
export const cancelOwnTransaction: readonly Routine[] = routine("call", ["text"], (state, [id]) =>
  cancelled(own(state, id)),
);

/** `CANCEL_TRANSACTION`: id, of any user. */
export const cancelTransaction: readonly Routine[] = routine("call", ["text"], ({ jobs }, [id]) =>
  cancelled(existing(jobs.find("LOGIC", String(id)), "transaction")),
);

/** `GET_OWN_TRANSACTION_EVENTS`: id, continuation token. */
export const getOwnTransactionEvents: readonly Routine[] = routine("scalar", ["text", "text"], (state, [id, token]) =>
  eventsCell("GET_OWN_TRANSACTION_EVENTS(?, ?)", own(state, id), token),
);

/** `GET_OWN_TRANSACTION_ARTIFACTS`: id; one row a file. */
export const getOwnTransactionArtifacts: readonly Routine[] = routine("call", ["text"], (state, [id]) => ({
  columns: texts("FILENAME", "PRESIGNED_URL", "PRESIGNED_URL_AP", "ENCRYPTION_MATERIAL"),
  rows: state.artifacts
    .rows(own(state, id))
    .map((row) => [row.filename, row.presigned_url, row.presigned_url_ap, row.encryption_material]),
}));

/** `GET_OWN_TRANSACTION_PROBLEMS`: id; one row a problem. */
export const getOwnTransactionProblems: readonly Routine[] = routine("table", ["text"], (state, [id]) => {
  own(state, id);
  return {
    columns: texts("TYPE", "MESSAGE", "REPORT"),
    rows: PROBLEMS.map(({ type, message, report }) => [type, message, report]),
  };
});

/** Another user's transaction is treated as missing, so that the response does not reveal that it exists. */
function own({ jobs }: RoutineState, id: Bound | undefined): ReasonerJob {
  const job = jobs.find("LOGIC", String(id));
  return existing(job?.createdBy === jobs.user ? job : undefined, "transaction");
}
