type Row = Readonly<Record<string, unknown>>;

/** Counts rows as Ray's summaries do. */
export function summarise(
  table: "tasks" | "actors" | "objects",
  rows: readonly Row[],
): Readonly<Record<string, unknown>> {
  if (table === "objects")
    return {
      summary: Object.fromEntries(
        grouped(rows, "call_site").map(([site, members]) => [site, objectSite(members)]),
      ) as unknown,
      ...objectTotals(rows),
      callsite_enabled: false,
      summary_by: "callsite",
    };
  if (table === "actors")
    return {
      summary: Object.fromEntries(
        grouped(rows, "class_name").map(([name, members]) => [
          name,
          { class_name: name, state_counts: counts(members, "state") },
        ]),
      ) as unknown,
      total_actors: rows.length,
      summary_by: "class",
    };
  const ofType = (type: string): number => rows.filter((row) => row["type"] === type).length;
  return {
    summary: Object.fromEntries(
      grouped(rows, "func_or_class_name").map(([name, members]) => [
        name,
        { func_or_class_name: name, type: members[0]?.["type"], state_counts: counts(members, "state") },
      ]),
    ) as unknown,
    total_tasks: ofType("NORMAL_TASK"),
    total_actor_tasks: ofType("ACTOR_TASK"),
    total_actor_scheduled: ofType("ACTOR_CREATION_TASK"),
    summary_by: "func_name",
  };
}

function objectTotals(rows: readonly Row[]): Row {
  const bytes = rows.reduce((sum, row) => sum + Math.max(0, Number(row["object_size"])), 0);
  return { total_objects: rows.length, total_size_mb: bytes / 1_048_576 };
}

function objectSite(rows: readonly Row[]): Row {
  return {
    ...objectTotals(rows),
    total_num_workers: grouped(rows, "pid").length,
    total_num_nodes: grouped(rows, "ip").length,
    task_state_counts: counts(rows, "task_status"),
    task_attempt_number_counts: counts(rows, "attempt_number"),
    ref_type_counts: counts(rows, "reference_type"),
  };
}

function grouped(rows: readonly Row[], column: string): readonly (readonly [string, readonly Row[]])[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = String(row[column]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups];
}

function counts(rows: readonly Row[], column: string): Row {
  return Object.fromEntries(grouped(rows, column).map(([key, members]) => [key, members.length]));
}
