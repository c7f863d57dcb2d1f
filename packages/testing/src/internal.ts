/**
 * Parts that only the tests of this repository need. They may change in any version.
 *
 * @module
 */
export { seededRandom } from "./fault/random.ts";
export { mixedLog as referenceAgentMixedLog } from "./reference-agent/first-jobs.ts";
export type { DifferenceKind } from "./r1/name-difference.ts";
export { createR1Checker, type FirstDifference, type R1Checker, type R1Result } from "./r1/r1-checker.ts";
export { expectedLines, type Truth } from "./r1/truth.ts";
export { type AgentTourOptions, tourAgent } from "./spec-validation/tour-agent.ts";
export type { TourOptions, TourReport } from "./spec-validation/tour.ts";
export { type RayTourOptions, tourRay } from "./spec-validation/tour-ray.ts";
