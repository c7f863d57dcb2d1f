/** The views of a job. */
export type JobView = "log" | "events" | "details";

/** What the page shows, as its address names it. */
export type Route =
  | { readonly page: "jobs" }
  | { readonly page: "submit"; readonly system: string | undefined }
  | { readonly page: "system"; readonly system: string; readonly table: string | undefined }
  | {
      readonly page: "job";
      readonly system: string;
      readonly id: string;
      readonly view: JobView | undefined;
      /** The linked line of the log, by its offset. */
      readonly offset: number | undefined;
    }
  | { readonly page: "unknown" };

const decoded = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
};

const views: ReadonlyArray<string> = ["log", "events", "details"] satisfies ReadonlyArray<JobView>;

/** Reads the part of an address after `#`. */
export const parseRoute = (location: string): Route => {
  const parts = location
    .split("/")
    .filter((part) => part !== "")
    .map(decoded);
  const [page, first, second, view, offset] = parts;
  if (page === undefined && parts.length === 0) return { page: "jobs" };
  if (page === "jobs" && parts.length === 1) return { page: "jobs" };
  if (page === "submit") return { page, system: first };
  if (page === "systems" && first !== undefined) return { page: "system", system: first, table: second };
  if (page === "jobs" && first !== undefined && second !== undefined) {
    return {
      page: "job",
      system: first,
      id: second,
      view: views.includes(view ?? "") ? (view as JobView) : undefined,
      offset: offset !== undefined && /^\d{1,16}$/.test(offset) ? Number(offset) : undefined,
    };
  }
  return { page: "unknown" };
};

/** The part of an address after `#`, from its parts. */
export const pathOf = (...parts: ReadonlyArray<string | number>): string =>
  `/${parts.map((part) => encodeURIComponent(part)).join("/")}`;
