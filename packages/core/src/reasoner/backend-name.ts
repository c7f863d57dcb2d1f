/** The backend of an operation. */
export type BackendName = "direct-access" | "sql";
