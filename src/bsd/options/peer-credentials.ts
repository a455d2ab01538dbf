/** Who is at the other end of a Unix socket, as the options tell it. */
import { descriptor, wrongValue } from "../../core/check.ts";
import { type Layout, sizeOf } from "../../core/struct.ts";
import { codecs } from "../codecs.ts";
import { decodeUcred, decodeXucred, groupsIn } from "../peer-credentials.ts";
import { type ReceivedDescriptor, receivedAnew } from "../received-descriptor.ts";
import type { OptionDecoder } from "./make.ts";

/** A process and its user, as they were when it connected, listened, or made the pair. */
export interface ProcessCredentials {
  /** 0 where there is no peer, or none that this process can see. */
  readonly pid: number;
  /** 2³² − 1 where there is no peer, as for the next one. */
  readonly uid: number;
  readonly gid: number;
}

/** `struct ucred` of a layout (Linux). */
export function processCredentialsCodec(layout: Layout): OptionDecoder<ProcessCredentials> {
  const size = sizeOf(layout, "ucred");
  return {
    foreignSize: size,
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `a ucred of ${size} bytes`, bytes);
      return Object.freeze(decodeUcred(layout, bytes));
    },
  };
}

/** The user that connected, or listened. */
export interface LocalCredentials {
  readonly uid: number;
  /** The first of the groups. */
  readonly gid: number;
  readonly groups: readonly number[];
}

/** `struct xucred` of a layout (macOS). */
export function localCredentialsCodec(layout: Layout): OptionDecoder<LocalCredentials> {
  const size = sizeOf(layout, "xucred");
  return {
    foreignSize: size,
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `an xucred of ${size} bytes`, bytes);
      const { uid, gid, groups } = decodeXucred(layout, bytes);
      return Object.freeze({ uid, gid, groups: Object.freeze(groups) });
    },
  };
}

/** As many groups as a process may be in: NGROUPS_MAX. */
const MOST_GROUPS = 65536;

/** Group numbers of 32 bits, one after the other. */
export function groupsCodec(layout: Layout): OptionDecoder<readonly number[]> {
  return { foreignSize: 4 * MOST_GROUPS, decode: (bytes) => Object.freeze(groupsIn(layout, bytes)) };
}

/** The number of a descriptor that the kernel has just given out: whoever decodes it owns it. */
export const processDescriptorCodec: OptionDecoder<ReceivedDescriptor> = {
  foreignSize: codecs.int32.foreignSize,
  decode: (bytes) => receivedAnew(descriptor("bytes", codecs.int32.decode(bytes))),
};
