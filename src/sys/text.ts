/** Text across the boundary: NUL-ended UTF-8 down, the answer's strings up. */
import { addon } from "./addon.ts";
import { takeAnswer } from "./system.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const nothing = new Uint8Array(0);

/** NUL-ended bytes; an empty array is C's null pointer. The caller has refused interior NULs. */
export function cString(text: string | null): Uint8Array {
  return text === null ? nothing : encoder.encode(`${text}\0`);
}

/** The NUL-ended strings in a range of bytes. */
export function cStrings(bytes: Uint8Array): string[] {
  const strings: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    strings.push(decoder.decode(bytes.subarray(start, end)));
    start = end + 1;
  }
  return strings;
}

/** The bytes of the last lookup's answer. */
export function answer(): Uint8Array<ArrayBuffer> {
  return takeAnswer(addon.takeAnswer(nothing));
}

/** The system's words for an error number. */
export function errorText(type: number): string {
  addon.errorText(type);
  return cStrings(answer())[0] ?? "";
}

/** The resolver's words for an EAI number. */
export function lookupErrorText(type: number): string {
  addon.lookupErrorText(type);
  return cStrings(answer())[0] ?? "";
}
