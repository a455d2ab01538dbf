/**
 * The runtime's own modules, fetched when they are first needed. Importing `node:fs` or `node:util` the
 * usual way would cost every program that loads us several milliseconds each, used or not.
 */
import { createRequire } from "node:module";

/** `require`, for built-in modules and for add-ons. */
export const require: NodeJS.Require = createRequire(import.meta.url);

export function fs(): typeof import("node:fs") {
  return require("node:fs");
}

export function util(): typeof import("node:util") {
  return require("node:util");
}
