import { describe, expect, it } from "vitest";
import {
  BadResponse,
  ConnectionFailed,
  Forbidden,
  type JobwireError,
  LogReset,
  NotFound,
  NotReady,
  RateLimited,
  RedirectRefused,
  ServerError,
  Timeout,
  Unauthorized,
} from "../../../src/errors.ts";
import { fileFailureKind, onlyFileFailureKind, plainFailureKind } from "../../../src/tail/run/classify.ts";

const message = "failed";
const errors = {
  notFound: new NotFound({ message }),
  unknownPath: new NotFound({ reason: "unknown-path", message }),
  forbidden: new Forbidden({ message }),
  redirect: new RedirectRefused({ message }),
  noNode: new NotReady({ reason: "no-node", message }),
  noLog: new NotReady({ reason: "no-log", message }),
  rateLimited: new RateLimited({ message }),
  slots: new RateLimited({ reason: "slots", message }),
  unavailable: new ServerError({ reason: "unavailable", statusCode: 503, message }),
  serverError: new ServerError({ message }),
  shortLog: new ServerError({ reason: "short-log", message }),
  truncatedLog: new ServerError({ reason: "truncated-log", message }),
  badResponse: new BadResponse({ message }),
  page: new BadResponse({ reason: "page", message }),
  connectTimeout: new Timeout({ reason: "connect", message }),
  idleTimeout: new Timeout({ reason: "idle", message }),
  deadline: new Timeout({ reason: "deadline", message }),
  reset: new ConnectionFailed({ reason: "reset", message }),
  tls: new ConnectionFailed({ reason: "tls", message }),
  unauthorized: new Unauthorized({ message }),
  logReset: new LogReset({ reason: "different-bytes", message }),
} satisfies Record<string, JobwireError>;

type Name = keyof typeof errors;

describe("a failure of the log file", () => {
  it.each<[Name, string]>([
    ["notFound", "refused"],
    ["forbidden", "refused"],
    ["redirect", "refused"],
    ["noNode", "noNode"],
    ["noLog", "notReady"],
    ["rateLimited", "throttled"],
    ["slots", "unavailable"],
    ["unavailable", "throttled"],
    ["serverError", "unavailable"],
    ["badResponse", "unavailable"],
    ["connectTimeout", "connectTimeout"],
    ["idleTimeout", "cut"],
    ["deadline", "fatal"],
    ["reset", "cut"],
    ["tls", "fatal"],
    ["unauthorized", "refused"],
    ["page", "refused"],
    ["logReset", "fatal"],
  ])("%s is %s", (name, kind) => {
    expect(fileFailureKind(errors[name])).toBe(kind);
  });
});

describe("a failure of the plain log", () => {
  it.each<[Name, string]>([
    ["notFound", "refused"],
    ["unknownPath", "cut"],
    ["forbidden", "refused"],
    ["unauthorized", "refused"],
    ["redirect", "refused"],
    ["page", "cut"],
    ["logReset", "fatal"],
    ["shortLog", "shortLog"],
    ["truncatedLog", "truncated"],
    ["serverError", "cut"],
    ["rateLimited", "throttled"],
    ["slots", "cut"],
    ["noLog", "cut"],
    ["reset", "cut"],
    ["connectTimeout", "cut"],
    ["deadline", "fatal"],
  ])("%s is %s", (name, kind) => {
    expect(plainFailureKind(errors[name])).toBe(kind);
  });
});

describe("a failure of a log file that is the only source", () => {
  it.each<[Name, string]>([
    ["notFound", "refused"],
    ["unauthorized", "refused"],
    ["unknownPath", "cut"],
    ["noNode", "noNode"],
    ["noLog", "notReady"],
    ["rateLimited", "throttled"],
    ["unavailable", "throttled"],
    ["serverError", "cut"],
    ["badResponse", "cut"],
    ["page", "cut"],
    ["connectTimeout", "cut"],
    ["reset", "cut"],
    ["deadline", "fatal"],
    ["tls", "fatal"],
    ["logReset", "fatal"],
  ])("%s is %s", (name, kind) => {
    expect(onlyFileFailureKind(errors[name], false)).toBe(kind);
  });

  it("is asked for again also when its rate is limited for long", () => {
    expect(onlyFileFailureKind(errors.rateLimited, true)).toBe("cut");
  });
});
