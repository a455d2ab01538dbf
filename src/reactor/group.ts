/** What connections of one server, or of one call of `connect`, have in common. */
import { wrongType } from "../core/check.ts";
import type { Connection } from "./connection.ts";
import type { Counters } from "./counters.ts";

type Handler = (this: unknown, connection: Connection, given?: unknown) => unknown;

const names = ["open", "data", "drain", "end", "error", "close"] as const;

function nothing(): void {}

export class Group {
  /** Whose `this` the handlers have. */
  readonly table: object;
  readonly open: Handler;
  readonly data: Handler;
  readonly drain: Handler;
  readonly end: Handler;
  readonly close: Handler;
  readonly error: Handler | undefined;
  /** Its row of counters. */
  readonly row: number;
  readonly counters: Counters;
  readonly limit: number;
  readonly halfOpen: boolean;
  /** Milliseconds; 0 for none. */
  readonly idleTimeout: number;
  /** Whether views are spoilt when their handler has returned. */
  readonly poison: boolean;
  /** Whether its connections keep the process alive. */
  referenced: boolean;
  /** Its open connections. */
  size = 0;
  /** Called when one has gone. */
  left: () => void = nothing;

  constructor(handlers: unknown, row: number, counters: Counters, options: ConnectionOptions) {
    const table = handlers as Record<string, Handler | undefined>;
    this.table = table;
    this.open = table["open"] ?? nothing;
    this.data = table["data"] ?? nothing;
    this.drain = table["drain"] ?? nothing;
    this.end = table["end"] ?? nothing;
    this.close = table["close"] ?? nothing;
    this.error = table["error"];
    this.row = row;
    this.counters = counters;
    this.limit = options.limit ?? 1 << 20;
    this.halfOpen = options.halfOpen ?? false;
    this.idleTimeout = options.idleTimeout ?? 0;
    this.poison = options.poison ?? (process.env["BERKELEY_DEBUG"] ?? "").split(",").includes("poison");
    this.referenced = options.ref ?? true;
  }
}

/** How connections behave, whoever began them. */
export interface ConnectionOptions {
  /** How many bytes may wait to be sent before `write` says `false`; at twice as many it throws. 1 MiB unless told. */
  readonly limit?: number | undefined;
  /** Whether our side stays open when the peer ends its own. */
  readonly halfOpen?: boolean | undefined;
  /** See {@link Connection.idleTimeout}. */
  readonly idleTimeout?: number | undefined;
  /** Whether it keeps the process alive; so it does unless told. */
  readonly ref?: boolean | undefined;
  /**
   * For finding mistakes: views of received bytes are spoilt as soon as their handler has returned. Also with
   * `poison` in the environment variable BERKELEY_DEBUG.
   */
  readonly poison?: boolean | undefined;
}

export const connectionOptions: readonly string[] = ["limit", "halfOpen", "idleTimeout", "ref", "poison"];

/** A table of handlers: a misspelled one is refused by name. */
export function checkHandlers(value: unknown): void {
  if (typeof value !== "object" || value === null) throw wrongType("options.handlers", "an object", value);
  // Not only its own: a table may be an instance of a class.
  for (const name of names) {
    const handler = (value as Record<string, unknown>)[name];
    if (handler !== undefined && typeof handler !== "function") {
      throw wrongType(`options.handlers.${name}`, "a function", handler);
    }
  }
  for (const key of Object.keys(value)) {
    const known: readonly string[] = names;
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === "function" && !known.includes(key)) {
      throw new TypeError(`options.handlers has no handler ${key}; it takes ${names.join(", ")}`);
    }
  }
}
