import { valueOf } from "./argument-value.ts";
import { type Bound, readBindings } from "./bindings.ts";
import { parseStatement } from "./parser.ts";
import type { ResultSet } from "./result-set.ts";
import type { ArgumentType, Routine, RoutineState } from "./routine.ts";
import { ROUTINES } from "./routines.ts";
import { compileSelect } from "./select.ts";
import { noSuchObject, noSuchRoutine, wrongArguments } from "./sql-error.ts";
import type { Argument, QualifiedName, Statement } from "./statement.ts";

/** A compiled statement with its bindings. Runs once. */
export type Runnable = () => ResultSet;

/**
 * Compiles a statement. It has no effect until it runs.
 *
 * @param app the app's name as SHOW prints it
 * @throws SqlError for everything this server does not support; MalformedRequest for bindings of another shape.
 */
export function compileStatement(text: string, bindings: unknown, app: string, state: RoutineState): Runnable {
  const { statement, binds } = parseStatement(text);
  const bound = readBindings(bindings, binds);
  const name = statement.kind === "select" ? statement.from : statement.routine;
  if (name.app !== app) throw noSuchObject("Database", name.app);
  if (name.schema !== "API" && name.schema !== "APP") throw noSuchObject("Schema", `${name.app}.${name.schema}`);
  if (statement.kind === "select") {
    const run = compileSelect(statement, bound);
    return () => run(state.jobs);
  }
  const routine = routineFor(statement, bound, state.olderApp);
  const args = statement.args.map((argument) => valueOf(argument, bound));
  return () => routine.run(state, args);
}

function routineFor(
  statement: Exclude<Statement, { readonly kind: "select" }>,
  bound: readonly Bound[],
  olderApp: boolean,
): Routine {
  const { routine: name, args, kind } = statement;
  const known = (ROUTINES.get(name.name) ?? []).filter(
    (routine) => routine.schema === name.schema && routine.kind === kind,
  );
  if (known.length === 0) throw noSuchRoutine(kind === "call" ? "function" : "user-defined function", fullName(name));
  const types = args.map((argument) => typeOf(argument, bound));
  const fitting = known.find((routine) => fits(routine.arguments, types));
  const detachable = name.name === "EXEC_ASYNC_V2" && types.at(-1) === "boolean";
  if (fitting === undefined || (olderApp && detachable)) throw wrongArguments(name.name, types);
  return fitting;
}

function fits(wanted: readonly ArgumentType[], given: readonly ArgumentType[]): boolean {
  return wanted.length === given.length && wanted.every((type, index) => type === given[index]);
}

function typeOf(argument: Argument, bound: readonly Bound[]): ArgumentType {
  if (argument.kind === "json") return "json";
  const value = valueOf(argument, bound);
  if (value === null) return "null";
  if (typeof value === "boolean") return "boolean";
  return typeof value === "number" ? "number" : "text";
}

function fullName({ app, schema, name }: QualifiedName): string {
  return `${app}.${schema}.${name}`;
}
