import { brand } from "../core/brand.ts";
import { bytesOf, equalBytes } from "../core/bytes.ts";
import { wrongType, wrongValue } from "../core/check.ts";
import { showAs } from "../core/inspect.ts";
import { sizeOf, systemLayout } from "../core/struct.ts";
import type { SocketDomain } from "./domain.ts";
import { decodeAddress } from "./registry.ts";

const LARGEST = sizeOf(systemLayout, "sockaddr_storage");

// An address of another copy of the package has no such field and is encoded at each use.
let kept: (address: SocketAddress) => Uint8Array<ArrayBuffer> | undefined;
let keep: (address: SocketAddress, bytes: Uint8Array<ArrayBuffer>) => void;

/**
 * Where a socket is, or whom it talks to: the parent of every family's address class. Immutable.
 *
 * A family of one's own needs a subclass with `domain`, `encode` and `toString`, and a
 * {@link SocketDomain} whose `decode` makes instances of it; all procedures take it then.
 *
 * See sockaddr(3type).
 */
export abstract class SocketAddress {
  #encoded: Uint8Array<ArrayBuffer> | undefined;

  static {
    brand(this, "SocketAddress");
    showAs(this, (address) => `${address.constructor.name} ${address.toString()}`);
    kept = (address) => (#encoded in address ? address.#encoded : undefined);
    keep = (address, bytes) => {
      if (#encoded in address) address.#encoded = bytes;
    };
  }

  /** The domain this is an address of. */
  abstract get domain(): SocketDomain;

  /** The address as the kernel takes it, family included: a fresh copy. */
  abstract encode(): Uint8Array;

  abstract toString(): string;

  /** Whether the other is an address of the same bytes. */
  equals(other: SocketAddress): boolean {
    if (this === other) return true;
    return other instanceof SocketAddress && equalBytes(encodedAddress("this", this), encodedAddress("other", other));
  }

  /** Decodes an address as the kernel gives it, by its family. A family that nobody registered gives an {@link UnknownAddress}. */
  static decode(bytes: Uint8Array): SocketAddress {
    return decodeAddress(bytesOf("bytes", bytes).slice() as Uint8Array<ArrayBuffer>);
  }
}

/** The bytes of an address, encoded once and kept: not to be written to, nor shown to the user. */
export function encodedAddress(name: string, address: SocketAddress): Uint8Array<ArrayBuffer> {
  if (typeof address !== "object" || address === null) throw wrongType(name, "a SocketAddress", address);
  const known = kept(address);
  if (known !== undefined) return known;
  if (!(address instanceof SocketAddress)) throw wrongType(name, "a SocketAddress", address);
  const bytes = address.encode();
  if (!(bytes instanceof Uint8Array)) throw wrongType(`${name}.encode()`, "a Uint8Array", bytes);
  if (bytes.length > LARGEST) throw wrongValue(`${name}.encode()`, `at most ${LARGEST} bytes`, bytes);
  const copy = bytes.slice() as Uint8Array<ArrayBuffer>;
  keep(address, copy);
  return copy;
}
