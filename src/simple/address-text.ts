/** Peers' addresses, as the accepting procedures give them, as text. */
import { bytesOf } from "../core/bytes.ts";
import { wrongType, wrongValue } from "../core/check.ts";

function checked(bytes: Uint8Array, size: number): Uint8Array {
  if (!(bytes instanceof Uint8Array)) throw wrongType("bytes", `a Uint8Array of ${size} bytes`, bytes);
  if (bytesOf("bytes", bytes).length !== size) throw wrongValue("bytes", `a Uint8Array of ${size} bytes`, bytes);
  return bytes;
}

/** 4 bytes in network order as decimal octets. */
export function ipv4AddressToString(bytes: Uint8Array): string {
  return checked(bytes, 4).join(".");
}

/** 16 bytes in network order in full: upper case, nothing left out, such as `FE80:0000:…:0001`. */
export function ipv6AddressToString(bytes: Uint8Array): string {
  const hex = Buffer.from(checked(bytes, 16)).toString("hex").toUpperCase();
  return (hex.match(/.{4}/g) as string[]).join(":");
}
