/** The index of the options among the arguments of each operation: they are the last that it declares. */
export type OptionsAt<Surface> = Surface extends (...args: infer Arguments) => unknown
  ? Required<Arguments> extends readonly [...infer Before, unknown]
    ? Before["length"]
    : never
  : { readonly [Name in keyof Surface]: OptionsAt<Surface[Name]> };
