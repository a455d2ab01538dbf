/** A domain and an address class as a user may have written them. */
import assert from "node:assert/strict";
import { SocketAddress, SocketDomain } from "berkeley-sockets";

export const AF_INET = SocketDomain.internet.value as number;

/** An IPv4 address as a user may have written it: host and port in one text, with bytes of its own making. */
export class HostPort extends SocketAddress {
  readonly octets: readonly number[];
  readonly port: number;
  encoded = 0;

  constructor(octets: readonly number[], port: number) {
    super();
    this.octets = octets;
    this.port = port;
  }

  override get domain(): SocketDomain {
    return mine;
  }

  override encode(): Uint8Array {
    this.encoded += 1;
    const bytes = new Uint8Array(16);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, AF_INET, true);
    view.setUint16(2, this.port);
    bytes.set(this.octets, 4);
    return bytes;
  }

  override toString(): string {
    return `${this.octets.join(".")} port ${this.port}`;
  }
}

/** How often `mine` has decoded. */
export const counts: { decoded: number } = { decoded: 0 };

export const mine: SocketDomain = new SocketDomain("mine", AF_INET, 16, (bytes) => {
  counts.decoded += 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return new HostPort([...bytes.subarray(4, 8)], view.getUint16(2));
});

export const loopback = (port: number): HostPort => new HostPort([127, 0, 0, 1], port);

export function asMine(address: SocketAddress | undefined): HostPort {
  assert.ok(address instanceof HostPort);
  return address;
}
