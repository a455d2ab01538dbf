/** Where C says that struct members lie: see `native/layout.c`. */
import { addon, type Place } from "./addon.ts";

export type { Place };

/** By `struct.member`; a bare `struct` has its size as width. */
export const places: Readonly<Record<string, Place>> = addon.layout;
