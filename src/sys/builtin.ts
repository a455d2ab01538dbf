/**
 * The runtime's own modules, fetched when they are first needed. Importing `node:fs` or `node:util` the
 * usual way would cost every program that loads us several milliseconds each, used or not.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

declare const __filename: string;

/** Where this code is. A bundler that makes CommonJS of it leaves `import.meta` empty. */
export const here: string = import.meta.url ?? pathToFileURL(__filename).href;

let required: NodeJS.Require | undefined;

/** `require`, for add-ons, and for built-in modules where the runtime has no shorter way. */
export function require(name: string): unknown {
  required ??= createRequire(here);
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
