/** Defines a property that `inspect` does not print. Redaction may replace it. */
export const defineHidden = (target: object, name: PropertyKey, value: unknown): void => {
  Object.defineProperty(target, name, { value, enumerable: false, writable: true, configurable: true });
};
