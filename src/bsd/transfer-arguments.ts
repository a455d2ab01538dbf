/** The arguments that every send and receive has behind its buffer: a range of it, then flags. */
import { integer, wrongType } from "../core/check.ts";
import { numberOf, type SocketConstant } from "../core/constant.ts";

/** What {@link readArguments} found: read it at once, the next call overwrites it. */
export const found: { offset: number; length: number; flags: number } = { offset: 0, length: 0, flags: 0 };

/** The numbers of flags, joined. */
export function joinFlags<T extends SocketConstant>(
  flags: readonly unknown[],
  start: number,
  type: abstract new (...args: never[]) => T,
  who: string,
  syscall: string,
): number {
  let joined = 0;
  for (let index = start; index < flags.length; index++) {
    const flag = flags[index];
    if (!(flag instanceof type)) throw wrongType(`flags[${index - start}]`, `a ${type.name}`, flag);
    joined |= numberOf(flag, who, syscall);
  }
  return joined;
}

/** Reads `(offset, length, ...flags)` or `(...flags)` into {@link found}; without a range it is all of the bytes. */
export function readArguments<T extends SocketConstant>(
  rest: readonly unknown[],
  bytes: Uint8Array,
  type: abstract new (...args: never[]) => T,
  who: string,
  syscall: string,
): void {
  let offset = 0;
  let length = bytes.length;
  let start = 0;
  if (typeof rest[0] === "number") {
    offset = integer("offset", rest[0], 0, bytes.length);
    length = integer("length", rest[1], 0, bytes.length - offset);
    start = 2;
  }
  const flags = joinFlags(rest, start, type, who, syscall);
  found.offset = offset;
  found.length = length;
  found.flags = flags;
}
