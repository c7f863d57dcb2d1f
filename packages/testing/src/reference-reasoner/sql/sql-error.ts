/** An SQL error; becomes a 422 with these fields. */
export class SqlError extends Error {
  override readonly name = "SqlError";
  readonly code: string;
  readonly sqlState: string;

  constructor(code: string, sqlState: string, message: string) {
    super(message);
    this.code = code;
    this.sqlState = sqlState;
  }
}

const compilation = (text: string): string => `SQL compilation error:\n${text}`;

/** The text is not a statement this server knows. */
export const syntaxError = (position: number, unexpected: string): SqlError =>
  new SqlError(
    "001003",
    "42000",
    compilation(`syntax error line 1 at position ${position} unexpected '${unexpected}'.`),
  );

/** The app, one of its schemas, or a view does not exist. */
export const noSuchObject = (kind: "Database" | "Schema" | "Object", name: string): SqlError =>
  new SqlError("002003", "42S02", compilation(`${kind} '${name}' does not exist or not authorized.`));

/** The view has no such column. */
export const noSuchColumn = (name: string): SqlError =>
  new SqlError("000904", "42000", compilation(`error line 1 at position 7\ninvalid identifier '${name}'`));

/** The app has no such procedure or function. */
export const noSuchRoutine = (kind: "function" | "user-defined function", name: string): SqlError =>
  new SqlError("002140", "42601", compilation(`Unknown ${kind} ${name}`));

/** A procedure or function called with other arguments. Clients recognize an older app by this text. */
export const wrongArguments = (name: string, types: readonly string[]): SqlError =>
  new SqlError(
    "001044",
    "42P13",
    compilation(`error line 1 at position 5\nInvalid argument types for function '${name}': (${types.join(", ")})`),
  );

/** Fewer or more bindings than question marks. */
export const wrongBindings = (wanted: number, given: number): SqlError =>
  new SqlError("002049", "42601", compilation(`Bind variables: ${wanted} in the statement, ${given} given.`));

/** A binding whose text does not match its type. */
export const badValue = (value: string, type: string): SqlError =>
  new SqlError("100037", "22018", `${type === "FIXED" ? "Numeric" : type} value '${value}' is not recognized`);

/** An error of the app's service, as its procedures pass it on. No public source documents the code; clients read the text. */
export const serviceError = (status: number, message: string): SqlError =>
  new SqlError("100357", "P0000", `remote service error: ${status} '${JSON.stringify({ message })}'`);
