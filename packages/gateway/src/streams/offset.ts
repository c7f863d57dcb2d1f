import { badRequest } from "../api/refusals.ts";

const format = /^[0-9]{16}$/;

/** The bytes of an offset from the gateway. */
export const offsetBytes = (offset: string): number => {
  if (!format.test(offset)) {
    throw badRequest(
      `${JSON.stringify(offset.slice(0, 40))} is not an offset: use one from Stream-Next-Offset, -1 or now`,
    );
  }
  return Number(offset);
};

/** The one value of a parameter; 400 when there are several. */
export const oneParameter = (query: URLSearchParams, name: string): string | undefined => {
  const values = query.getAll(name);
  if (values.length > 1) throw badRequest(`The parameter ${name} occurs ${values.length} times`);
  return values[0];
};

/** A whole number in a parameter. */
export const numberParameter = (
  query: URLSearchParams,
  name: string,
  most: number = Number.MAX_SAFE_INTEGER,
): number | undefined => {
  const text = oneParameter(query, name);
  if (text === undefined) return undefined;
  const number = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number) || number > most) {
    throw badRequest(`${name} must be a whole number from 0 to ${most}`);
  }
  return number;
};
