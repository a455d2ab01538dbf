/** What every result says of where it comes from. */
import type { Machine } from "./machine.ts";

export interface Origin {
  readonly date: string;
  /** The version of Node. */
  readonly runtime: string;
  readonly major: number;
  readonly machine: Machine;
}
