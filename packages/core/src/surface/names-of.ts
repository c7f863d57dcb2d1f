/**
 * The names of a function's options: 1, or the names in an option that is an object. A table has `satisfies NamesOf<Options>`, so that
 * the compiler refuses one that lacks an option, or has one that the type does not have.
 */
export type NamesOf<Options> = { readonly [Name in keyof Required<Options>]: 1 | NestedNames };
/** The names in one option. */
export interface NestedNames {
  /** 1, or the names in an option that is an object. */
  readonly [name: string]: 1 | NestedNames;
}

/** The same for each operation of a surface, whose options are its last argument. */
export type SurfaceNames<Surface> = Surface extends (...args: infer Arguments) => unknown
  ? Required<Arguments> extends readonly [...ReadonlyArray<unknown>, infer Options]
    ? NamesOf<NonNullable<Options>>
    : never
  : { readonly [Name in keyof Surface]: SurfaceNames<Surface[Name]> };
