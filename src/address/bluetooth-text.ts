/** Bluetooth device addresses: text, the most significant byte first, and the six bytes in HCI's order, the least first. */
import { bytesOf } from "../core/bytes.ts";
import { string, wrongValue } from "../core/check.ts";

const LENGTH = 6;

/** The bytes of a device's text, in either case; `undefined` when the text is none. */
export function scanBdaddr(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(text)) return undefined;
  return Uint8Array.from(text.split(":").reverse(), (octet) => Number.parseInt(octet, 16));
}

/**
 * The six bytes of a Bluetooth device address (`bdaddr_t`), in the order of HCI and the kernel: the
 * text's last byte first.
 *
 * @example
 * parseBdaddr("00:1A:7D:DA:71:13")[0]; // 19
 */
export function parseBdaddr(text: string): Uint8Array<ArrayBuffer> {
  const bytes = scanBdaddr(string("text", text));
  if (bytes === undefined) throw wrongValue("text", "a device address such as 00:1A:7D:DA:71:13", text);
  return bytes;
}

/**
 * The text of a Bluetooth device address, from its six bytes in the order of HCI and the kernel.
 *
 * @example
 * formatBdaddr(Uint8Array.of(0x13, 0x71, 0xda, 0x7d, 0x1a, 0)); // "00:1A:7D:DA:71:13"
 */
export function formatBdaddr(bytes: Uint8Array): string {
  const given = bytesOf("bytes", bytes);
  if (given.length !== LENGTH) throw wrongValue("bytes", "6 bytes", bytes);
  const octets = Array.from(given, (byte) => byte.toString(16).toUpperCase().padStart(2, "0"));
  return octets.reverse().join(":");
}
