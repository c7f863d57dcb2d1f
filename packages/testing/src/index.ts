export type { AgentEndpoint, AgentRequest } from "./agent-server/agent-endpoint.ts";
export type { AgentCredentials } from "./agent-server/credentials.ts";
export type { AgentLogStyle } from "./agent-server/log-style.ts";
export type {
  ScriptedResponse,
  Body,
  Bytes,
  Cut,
  Ending,
  HttpResponse,
  NoResponse,
  RawResponse,
  SocketResponse,
  SocketClose,
  SocketFrame,
} from "./fault/response.ts";
export {
  type CuttingProxy,
  type CuttingProxyOptions,
  type ProxyCut,
  type ProxyStats,
  startCuttingProxy,
} from "./fault/cutting-proxy.ts";
export { drop, html, http, json, never, redirect, socket, text } from "./fault/responses.ts";
export * from "./fault/fault.ts";
export { type FaultServer, type FaultServerOptions, startFaultServer } from "./fault/fault-server.ts";
export type { FaultyJob, FaultyJobOptions, RayJobStatus } from "./fault/faulty-job.ts";
export { type FaultHook, type FaultyRay, type FaultyRayOptions, startFaultyRay } from "./fault/faulty-ray.ts";
export {
  type AgentFaultHook,
  type FaultyAgent,
  type FaultyAgentOptions,
  startFaultyAgent,
} from "./fault/faulty-agent.ts";
export type { AgentJobStatus, FaultyAgentJob, FaultyAgentJobOptions } from "./fault/faulty-agent-job.ts";
export {
  type EndpointRequest,
  type FaultHookOf,
  type FaultyService,
  type FaultyServiceOptions,
  type Protocol,
  startFaultyService,
} from "./fault/faulty-service.ts";
export { createGate, type Gate } from "./fault/gate.ts";
export type { RayEndpoint, RayRequest } from "./fault/ray-endpoint.ts";
export type { Outcome, RecordedRequest } from "./fault/recorded-request.ts";
export type { GrowingLog } from "./fault/growing-log.ts";
export {
  ScriptedJob,
  type ScriptedJobHandle,
  type ScriptedJobOptions,
  type ScriptedStatus,
  type StatusLook,
} from "./fault/scripted-job.ts";
export type { Pattern, RouteOptions, Script } from "./fault/script.ts";
export {
  type CheckableAdapter,
  type CheckableResponse,
  type CheckedAdapterOptions,
  type CheckedResponse,
  checkedAdapter,
} from "./spec-validation/checked-adapter.ts";
export {
  createSpecValidator,
  type SpecResponse,
  type SpecRequest,
  type SpecValidator,
  type SpecValidatorOptions,
  type SpecVerdict,
} from "./spec-validation/spec-validator.ts";
export type { FirstJobs } from "./reference-agent/first-jobs.ts";
export {
  type ReferenceAgent,
  type ReferenceAgentOptions,
  startReferenceAgent,
} from "./reference-agent/start-reference-agent.ts";
export type { GivenTable } from "./reference-ray/state-tables.ts";
export type { ReferenceRayClocks, ReferenceRayOptions } from "./reference-ray/options.ts";
export { type ReferenceRay, startReferenceRay } from "./reference-ray/start-reference-ray.ts";
export { notReady, staleEndpoint, tokenExpired } from "./reference-reasoner/known-faults.ts";
export type { ReferenceReasonerOptions } from "./reference-reasoner/options.ts";
export type { JobEnding, JobLook, JobType, NewReasonerJob, ReasonerJob } from "./reference-reasoner/reasoner-job.ts";
export type { ReasonerFault, ReasonerEndpoint, ReasonerRequest } from "./reference-reasoner/reasoner-request.ts";
export type { SlowStatement } from "./reference-reasoner/sql/submitted-statement.ts";
export { type ReferenceReasoner, startReferenceReasoner } from "./reference-reasoner/start-reference-reasoner.ts";
