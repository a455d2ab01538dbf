/** Hardware addresses as text: octets in hexadecimal with colons between them, `02:00:5e:10:00:00`. */
import { bytesOf } from "../core/bytes.ts";
import { string, wrongValue } from "../core/check.ts";

/** The longest that Linux has: MAX_ADDR_LEN. */
export const LONGEST_HARDWARE_ADDRESS = 32;

/** The octets of a text, `undefined` when it is no hardware address. */
export function scanHardwareAddress(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[0-9a-f]{2}(?:([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2})*)?$/i.test(text)) return undefined;
  const octets = Uint8Array.from(text.split(/[:-]/), (octet) => Number.parseInt(octet, 16));
  return octets.length <= LONGEST_HARDWARE_ADDRESS ? octets : undefined;
}

/**
 * Reads `02:00:5e:10:00:00` or `02-00-5E-10-00-00`, of 1 to 32 octets.
 *
 * @example
 * parseHardwareAddress("02:00:5e:10:00:00").length // 6
 */
export function parseHardwareAddress(text: string): Uint8Array<ArrayBuffer> {
  const octets = scanHardwareAddress(string("text", text));
  if (octets === undefined) throw wrongValue("text", "a hardware address such as 02:00:5e:10:00:00", text);
  return octets;
}

/** Writes octets as `02:00:5e:10:00:00`. */
export function formatHardwareAddress(octets: Uint8Array): string {
  return Array.from(bytesOf("octets", octets), (octet) => octet.toString(16).padStart(2, "0")).join(":");
}

/** A hardware address given as text or as octets: a copy of at most `longest` octets. */
export function hardwareAddress(
  argument: string,
  value: string | Uint8Array,
  longest: number,
): Uint8Array<ArrayBuffer> {
  const octets = typeof value === "string" ? scanHardwareAddress(value) : new Uint8Array(bytesOf(argument, value));
  if (octets === undefined || octets.length > longest) {
    throw wrongValue(argument, `a hardware address of at most ${longest} octets`, value);
  }
  return octets;
}
