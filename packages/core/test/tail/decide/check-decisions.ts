import type { decide } from "../../../src/tail/decide/decide.ts";
import type { Config } from "../../../src/tail/decide/facts.ts";
import { explore, keyOf, type Transition } from "./explore.ts";
import { rules } from "./rules.ts";

const shown = ({ config, from, event, commands }: Transition): string =>
  JSON.stringify({ config, facts: from.facts, request: from.request, event, commands });

/** A step that takes time or brings the log further, so that it may be repeated for ever. */
const advances = ({ from, event, commands }: Transition): boolean => {
  if (commands.some(({ command }) => command === "pause" || command === "backOff")) return true;
  if (event.type === "fileRead" || event.type === "plainRead") return event.newText;
  if (event.type === "fileFailed") return event.madeProgress;
  if (event.type === "left") return event.newText || event.moved || event.why === "terminal" || event.why === "stalled";
  return event.type === "backedOff" && from.request.command === "backOff";
};

/** What a check of every reachable state found. */
export interface Checked {
  readonly states: number;
  readonly transitions: number;
  readonly rules: number;
  /** The first transition that breaks a rule, by the name of the rule. */
  readonly broken: ReadonlyMap<string, string>;
}

/** Checks every rule at every transition, that every state can still end, and that no loop lacks a pause or progress. */
export const checkDecisions = (decideNext: typeof decide, configs: ReadonlyArray<Config>): Checked => {
  const broken = new Map<string, string>();
  let states = 0;
  let transitions = 0;
  for (const config of configs) {
    /** Where each state leads without time or progress. */
    const idle = new Map<string, Set<string>>();
    const leadsTo = new Map<string, Set<string>>();
    const ends = new Set<string>();
    const counted = explore(config, decideNext, (transition) => {
      for (const rule of rules)
        if (!broken.has(rule.name) && !rule.keeps(transition)) broken.set(rule.name, shown(transition));
      const from = keyOf(transition.from);
      if (transition.to === undefined) {
        ends.add(from);
        return;
      }
      const to = keyOf(transition.to);
      leadsTo.set(to, (leadsTo.get(to) ?? new Set()).add(from));
      if (!advances(transition)) idle.set(from, (idle.get(from) ?? new Set()).add(to));
    });
    states += counted.states;
    transitions += counted.transitions;
    if (reachable(ends, leadsTo).size !== counted.states)
      broken.set("every state can still end", JSON.stringify(config));
    const loop = findLoop(idle);
    if (loop !== undefined) broken.set("no loop lacks a pause or progress", loop.join("\n"));
  }
  return { states, transitions, rules: rules.length + 2, broken };
};

/** All states from which one of these can be reached. */
const reachable = (ends: ReadonlySet<string>, leadsTo: ReadonlyMap<string, ReadonlySet<string>>): Set<string> => {
  const found = new Set(ends);
  const queue = [...ends];
  for (let next = queue.pop(); next !== undefined; next = queue.pop())
    for (const before of leadsTo.get(next) ?? []) {
      if (found.has(before)) continue;
      found.add(before);
      queue.push(before);
    }
  return found;
};

/** A circle of states, if there is one. */
const findLoop = (edges: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyArray<string> | undefined => {
  const done = new Set<string>();
  for (const start of edges.keys()) {
    if (done.has(start)) continue;
    const path: Array<{ readonly node: string; readonly next: Iterator<string> }> = [];
    const onPath = new Set<string>();
    const enter = (node: string): void => {
      onPath.add(node);
      path.push({ node, next: (edges.get(node) ?? new Set<string>()).values() });
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { done: over, value } = top.next.next();
      if (over === true) {
        path.pop();
        onPath.delete(top.node);
        done.add(top.node);
      } else if (onPath.has(value)) return [...path.map(({ node }) => node), value];
      else if (!done.has(value)) enter(value);
    }
  }
  return undefined;
};
