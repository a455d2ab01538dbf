/**
 * The runtime's own modules, fetched when they are first needed. Importing `node:fs` or `node:util` the
 * usual way would cost every program that loads us several milliseconds each, used or not.
 */
import { createRequire } from "node:module";

let required: NodeJS.Require | undefined;

/** `require`, for add-ons, and for built-in modules where the runtime has no shorter way. */
export function require(name: string): unknown {
  required ??= createRequire(import.meta.url);
  return required(name);
}

/** A built-in module. */
export function builtin(name: string): unknown {
  return process.getBuiltinModule?.(name) ?? require(name);
}

export function fs(): typeof import("node:fs") {
  return builtin("node:fs") as typeof import("node:fs");
}

export function util(): typeof import("node:util") {
  return builtin("node:util") as typeof import("node:util");
}
