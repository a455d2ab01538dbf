import type { SocketDomain } from "../address/domain.ts";
import { decodeAddress } from "../address/registry.ts";
import type { SocketAddress } from "../address/socket-address.ts";
import { UnixAddress } from "../address/unix.ts";
import { required } from "../sys/constants.ts";
import { addressBytes, addressLength, addressWords } from "../sys/frame.ts";

const AF_UNIX = required("AF_UNIX");

/** The address that the last call left in the frame; `undefined` where the kernel gave none. */
export function frameAddress(domain: SocketDomain): SocketAddress | undefined {
  const length = addressLength();
  // A Unix socket without a name may send; nobody else is without one.
  if (length === 0) return domain.value === AF_UNIX ? UnixAddress.unnamed : undefined;
  return decodeAddress(addressBytes.slice(0, length), domain);
}

/**
 * The last sender of a socket, kept so that the next message of the same sender costs a comparison
 * and no new object.
 */
export class Peer {
  #address: SocketAddress | undefined;
  #length = -1;
  readonly #words = new Int32Array(addressWords.length);
  readonly #bytes = new Uint8Array(this.#words.buffer);

  /** The address in the frame. */
  read(domain: SocketDomain): SocketAddress | undefined {
    const length = addressLength();
    if (length !== this.#length || !this.#same(length)) {
      // Decoding may run the caller's code, and that code may make calls that write to the frame.
      const bytes = addressBytes.slice(0, length);
      const address = frameAddress(domain);
      this.#bytes.set(bytes);
      this.#length = length;
      this.#address = address;
    }
    return this.#address;
  }

  #same(length: number): boolean {
    const words = length >> 2;
    for (let index = 0; index < words; index++) if (this.#words[index] !== addressWords[index]) return false;
    for (let index = words << 2; index < length; index++) if (this.#bytes[index] !== addressBytes[index]) return false;
    return true;
  }
}
