/**
 * Argument checks. They run before any system call, name the argument and show its value: a wrong
 * type is a TypeError, a value out of range a RangeError.
 */
import { util } from "../sys/builtin.ts";

/** A value as an error message shows it. */
export function show(value: unknown): string {
  if (typeof value === "function") return `function ${value.name || "(anonymous)"}`;
  if (typeof value === "string" && value.length > 120) return `${JSON.stringify(value.slice(0, 120))}…`;
  return util().inspect(value, {
    depth: 0,
    breakLength: Number.POSITIVE_INFINITY,
    maxStringLength: 120,
    maxArrayLength: 8,
  });
}

export function wrongType(name: string, wanted: string, value: unknown): TypeError {
  return new TypeError(`${name} must be ${wanted}, not ${show(value)}`);
}

export function wrongValue(name: string, wanted: string, value: unknown): RangeError {
  return new RangeError(`${name} must be ${wanted}, not ${show(value)}`);
}

/** An integer from `low` to `high`. */
export function integer(name: string, value: unknown, low: number, high: number): number {
  if (typeof value !== "number") throw wrongType(name, `an integer from ${low} to ${high}`, value);
  if (!Number.isInteger(value) || value < low || value > high) {
    throw wrongValue(name, `an integer from ${low} to ${high}`, value);
  }
  return value;
}

export const MAX_INT32 = 0x7fff_ffff;
export const MAX_UINT32 = 0xffff_ffff;

export function port(name: string, value: unknown): number {
  return integer(name, value, 0, 65535);
}

export function descriptor(name: string, value: unknown): number {
  return integer(name, value, 0, MAX_INT32);
}

export function string(name: string, value: unknown): string {
  if (typeof value !== "string") throw wrongType(name, "a string", value);
  return value;
}

/** Text for C: a string without NUL, which C would take for its end. */
export function cText(name: string, value: unknown): string {
  const text = string(name, value);
  if (text.includes("\0")) throw wrongValue(name, "a string without NUL characters", value);
  return text;
}

export function boolean(name: string, value: unknown): boolean {
  if (typeof value !== "boolean") throw wrongType(name, "a boolean", value);
  return value;
}

/** An instance of one of our classes. */
export function instance<T>(
  name: string,
  value: unknown,
  type: abstract new (...args: never[]) => T,
  article = "a",
): T {
  if (!(value instanceof type)) throw wrongType(name, `${article} ${type.name}`, value);
  return value;
}

/** Milliseconds, `undefined` for no limit. */
export function timeout(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "number") throw wrongType(name, "a number of milliseconds", value);
  if (Number.isNaN(value) || value < 0) throw wrongValue(name, "a number of milliseconds from 0", value);
  return value;
}

export function abortSignal(name: string, value: unknown): AbortSignal {
  if (!(value instanceof AbortSignal)) throw wrongType(name, "an AbortSignal", value);
  return value;
}

/** An options object with no members but the named ones: a misspelled option is refused by name. */
export function options(name: string, value: unknown, members: readonly string[]): void {
  if (typeof value !== "object" || value === null) throw wrongType(name, "an object", value);
  for (const key of Object.keys(value)) {
    if (!members.includes(key)) throw new TypeError(`${name} has no member ${key}; it takes ${members.join(", ")}`);
  }
}
