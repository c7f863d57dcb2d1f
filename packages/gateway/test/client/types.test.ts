import type { AgentClient, RayCluster, ReasonerClient } from "@jobwire/core";
import { expectTypeOf, test } from "vitest";
import type { GatewayAgent, GatewayRay, GatewayReasoner } from "../../src/client/types.ts";

/** A program that follows a job of any Ray, with or without a gateway before it. */
type RayCalls =
  | "list"
  | "get"
  | "getLogs"
  | "tailLogs"
  | "stop"
  | "delete"
  | "wait"
  | "waitAll"
  | "result"
  | "outcomeOf";
type AgentCalls = Exclude<RayCalls, "delete">;
type ReasonerCalls = "list" | "get" | "stop" | "wait" | "waitAll" | "result" | "outcomeOf" | "events" | "getEvents";

test("programs for Ray, agents and reasoners compile with a gateway's clients", () => {
  expectTypeOf<GatewayRay["jobs"]>().toExtend<Pick<RayCluster["jobs"], RayCalls>>();
  expectTypeOf<GatewayAgent["jobs"]>().toExtend<Pick<AgentClient["jobs"], Exclude<AgentCalls, "tailLogs">>>();
  expectTypeOf<GatewayReasoner["jobs"]>().toExtend<Pick<ReasonerClient["jobs"], ReasonerCalls | "create">>();
  expectTypeOf<GatewayRay["jobs"]["submit"]>().parameters.toEqualTypeOf<Parameters<RayCluster["jobs"]["submit"]>>();
});
