import { cancelJob, execJobAsync, getJob, getJobEvents } from "./job-routines.ts";
import { oneRow, type Routine, texts } from "./routine.ts";
import {
  cancelOwnTransaction,
  cancelTransaction,
  execAsyncV2,
  getOwnTransactionArtifacts,
  getOwnTransactionEvents,
  getOwnTransactionProblems,
} from "./transaction-routines.ts";

/** `APP.SERVICE_ENDPOINT(TRUE)`: the address of Direct Access. */
const serviceEndpoint: readonly Routine[] = [
  {
    kind: "call",
    schema: "APP",
    arguments: ["boolean"],
    run: ({ endpoint }) => oneRow(texts("SERVICE_ENDPOINT"), endpoint()),
  },
];

/** The app's procedures and functions that the jobs service calls, by name in upper case: each with its signatures. */
export const ROUTINES: ReadonlyMap<string, readonly Routine[]> = new Map([
  ["SERVICE_ENDPOINT", serviceEndpoint],
  ["EXEC_JOB_ASYNC", execJobAsync],
  ["GET_JOB", getJob],
  ["CANCEL_JOB", cancelJob],
  ["GET_JOB_EVENTS", getJobEvents],
  ["EXEC_ASYNC_V2", execAsyncV2],
  ["CANCEL_OWN_TRANSACTION", cancelOwnTransaction],
  ["CANCEL_TRANSACTION", cancelTransaction],
  ["GET_OWN_TRANSACTION_EVENTS", getOwnTransactionEvents],
  ["GET_OWN_TRANSACTION_ARTIFACTS", getOwnTransactionArtifacts],
  ["GET_OWN_TRANSACTION_PROBLEMS", getOwnTransactionProblems],
]);
