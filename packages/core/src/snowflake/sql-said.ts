/** What the SQL REST API says in the body of an answer that is not a success; fields of other types are left out. */
export interface SqlSaid {
  readonly code: string | undefined;
  readonly sqlState: string | undefined;
  readonly message: string;
  readonly statementHandle: string | undefined;
}
