import { median } from "../statistics/quantile.ts";
import type { ProgramReport } from "../programs/program-report.ts";
import { threeDigits } from "../table.ts";

/** Millions of lines a second, from the first line to the last. */
export const speedOf = ({ lines, streamMs }: ProgramReport): number => lines / streamMs / 1_000;

const MIB = 1_048_576;

/** Medians of runs, such as `9.1 M lines/s, 72 MiB, end after 240 ms, processor 310 ms`. */
export const streamText = (reports: ReadonlyArray<ProgramReport>): string =>
  `${threeDigits(median(reports.map(speedOf)))} M lines/s, ${memoryText(reports)}, end after ${timeText(reports.map(({ endMs }) => endMs))}, processor ${timeText(reports.map(({ cpuMs }) => cpuMs))}`;

/** The median of the peaks of memory. */
export const memoryText = (reports: ReadonlyArray<ProgramReport>): string =>
  `${Math.round(median(reports.map(({ peakBytes }) => peakBytes)) / MIB)} MiB`;

/** The median of times. */
export const timeText = (times: ReadonlyArray<number>): string => `${Math.round(median(times))} ms`;
