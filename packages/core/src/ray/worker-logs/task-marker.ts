/**
 * Ray writes this line to both logs of a worker just before each task starts (seen on 2.40 to 2.60). Where it occurs, the output of
 * another task may begin.
 */
export const taskMarker = ":task_name:";

const marker = new TextEncoder().encode(taskMarker);
const first = marker[0] as number;

/** How many bytes of the marker are at this index; fewer than all of them only at the end of the bytes. */
const matched = (bytes: Uint8Array, at: number): number => {
  let length = 0;
  while (length < marker.length && at + length < bytes.length && bytes[at + length] === marker[length]) length++;
  return length === marker.length || at + length === bytes.length ? length : 0;
};

/** The index of the first marker, or of the part of one at the end of the bytes; their length when there is neither. */
export const markerIndex = (bytes: Uint8Array): { readonly at: number; readonly whole: boolean } => {
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    const length = matched(bytes, at);
    if (length > 0) return { at, whole: length === marker.length };
  }
  return { at: bytes.length, whole: false };
};
