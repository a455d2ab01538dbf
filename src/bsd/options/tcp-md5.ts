/** What TCP_MD5SIG and TCP_MD5SIG_EXT take (RFC 2385). */
import { encodedAddress, type SocketAddress } from "../../address/socket-address.ts";
import { bytesOf } from "../../core/bytes.ts";
import { integer, MAX_INT32, options, wrongValue } from "../../core/check.ts";
import { type Layout, placeOf, sizeOf, writeSigned, writeUnsigned } from "../../core/struct.ts";
import { constants } from "../../sys/constants.ts";
import type { OptionEncoder } from "./make.ts";

/** With which key packets from and to an address are signed. Both sides must have set it before they connect. */
export interface TcpMd5Signature {
  /** The other side; its port does not count. */
  readonly address: SocketAddress;
  /** At most 80 bytes; none takes the address's key away. */
  readonly key: ArrayBufferView;
}

/** The same for a network, or on one interface. */
export interface TcpMd5SignatureExtended extends TcpMd5Signature {
  /** How many bits of the address count; all of them unless told. */
  readonly prefixLength?: number | undefined;
  /** The interface, by index, whose packets are meant; any unless told. */
  readonly interfaceIndex?: number | undefined;
}

/** `struct tcp_md5sig` of a layout. */
export function tcpMd5Codec(layout: Layout): OptionEncoder<TcpMd5SignatureExtended> {
  const size = sizeOf(layout, "linux_md5sig");
  const addressAt = placeOf(layout, "linux_md5sig.addr").offset;
  const { offset: keyAt, width: longest } = placeOf(layout, "linux_md5sig.key");
  const PREFIX = constants.TCP_MD5SIG_FLAG_PREFIX ?? 0;
  const INTERFACE = constants.TCP_MD5SIG_FLAG_IFINDEX ?? 0;
  return {
    foreignSize: size,
    encode(value) {
      options("value", value, ["address", "key", "prefixLength", "interfaceIndex"]);
      const { prefixLength, interfaceIndex } = value;
      const address = encodedAddress("value.address", value.address);
      const key = bytesOf("value.key", value.key);
      if (key.length > longest) throw wrongValue("value.key", `at most ${longest} bytes`, key);
      const bytes = new Uint8Array(size);
      bytes.set(address, addressAt);
      bytes.set(key, keyAt);
      writeUnsigned(layout, bytes, "linux_md5sig.keylen", key.length);
      let flags = 0;
      if (prefixLength !== undefined) {
        flags |= PREFIX;
        const length = integer("value.prefixLength", prefixLength, 0, 128);
        writeUnsigned(layout, bytes, "linux_md5sig.prefixlen", length);
      }
      if (interfaceIndex !== undefined) {
        flags |= INTERFACE;
        const index = integer("value.interfaceIndex", interfaceIndex, 1, MAX_INT32);
        writeSigned(layout, bytes, "linux_md5sig.ifindex", index);
      }
      writeUnsigned(layout, bytes, "linux_md5sig.flags", flags);
      return bytes;
    },
  };
}

/** The same without what only TCP_MD5SIG_EXT reads. */
export function plainTcpMd5Codec(layout: Layout): OptionEncoder<TcpMd5Signature> {
  const { encode } = tcpMd5Codec(layout);
  return {
    foreignSize: sizeOf(layout, "linux_md5sig"),
    encode(value) {
      options("value", value, ["address", "key"]);
      return encode(value);
    },
  };
}
