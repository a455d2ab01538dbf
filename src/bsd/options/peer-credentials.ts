/** Who is at the other end of a Unix socket. */
import { wrongValue } from "../../core/check.ts";
import { type Layout, placeOf, readSigned, readUnsigned, sizeOf } from "../../core/struct.ts";
import type { OptionDecoder } from "./make.ts";

/** The process that connected, listened, or made the pair, as it was then. Numbers are of this process's namespaces. */
export interface PeerCredentials {
  /** 0 where there is no peer, or none that this process can see. */
  readonly pid: number;
  /** 2³² − 1 where there is no peer. */
  readonly uid: number;
  readonly gid: number;
}

/** `struct ucred` of a layout (Linux). */
export function peerCredentialsCodec(layout: Layout): OptionDecoder<PeerCredentials> {
  const size = sizeOf(layout, "ucred");
  return {
    foreignSize: size,
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `a ucred of ${size} bytes`, bytes);
      return Object.freeze({
        pid: readSigned(layout, bytes, "ucred.pid"),
        uid: readUnsigned(layout, bytes, "ucred.uid"),
        gid: readUnsigned(layout, bytes, "ucred.gid"),
      });
    },
  };
}

/** The user that connected, or listened. */
export interface LocalPeerCredentials {
  readonly uid: number;
  /** The first one is the effective group. */
  readonly groups: readonly number[];
}

/** `struct xucred` of a layout (macOS). */
export function localPeerCredentialsCodec(layout: Layout): OptionDecoder<LocalPeerCredentials> {
  const size = sizeOf(layout, "xucred");
  const { offset, width } = placeOf(layout, "xucred.cr_groups");
  return {
    foreignSize: size,
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `an xucred of ${size} bytes`, bytes);
      const count = readUnsigned(layout, bytes, "xucred.cr_ngroups");
      return Object.freeze({
        uid: readUnsigned(layout, bytes, "xucred.cr_uid"),
        groups: unsignedNumbers(layout, bytes.subarray(offset, offset + Math.min(4 * count, width))),
      });
    },
  };
}

function unsignedNumbers(layout: Layout, bytes: Uint8Array): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(bytes.byteLength / 4);
  return Object.freeze(Array.from({ length: count }, (_, index) => view.getUint32(4 * index, layout.littleEndian)));
}

/** As many groups as a process may be in: NGROUPS_MAX. */
const MOST_GROUPS = 65536;

/** Group numbers of 32 bits, one after the other. */
export function groupsCodec(layout: Layout): OptionDecoder<readonly number[]> {
  return { foreignSize: 4 * MOST_GROUPS, decode: (bytes) => unsignedNumbers(layout, bytes) };
}
