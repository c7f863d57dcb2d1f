/**
 * The table that the function makes. Mark the call as pure: a bundler then leaves the table out where nobody uses it, which it does not
 * do with an object that is spread into another one.
 */
export const namedTable = <Table>(make: () => Table): Table => make();
