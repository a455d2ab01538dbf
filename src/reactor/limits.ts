/** Checks of what may be told of connections. */
import { boolean, integer, MAX_INT32, timeout, wrongValue } from "../core/check.ts";
import type { ConnectionOptions } from "./group.ts";

export function checkIdleTimeout(name: string, value: unknown): void {
  if (value === undefined) return;
  timeout(name, value);
  if (!((value as number) <= MAX_INT32)) throw wrongValue(name, `a number of milliseconds up to ${MAX_INT32}`, value);
}

export function checkConnectionOptions(options: ConnectionOptions): void {
  if (options.limit !== undefined) integer("options.limit", options.limit, 1, MAX_INT32);
  if (options.halfOpen !== undefined) boolean("options.halfOpen", options.halfOpen);
  if (options.ref !== undefined) boolean("options.ref", options.ref);
  if (options.poison !== undefined) boolean("options.poison", options.poison);
  checkIdleTimeout("options.idleTimeout", options.idleTimeout);
}
