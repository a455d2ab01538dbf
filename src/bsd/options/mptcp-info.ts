/** What MPTCP_INFO and MPTCP_FULL_INFO give: `struct mptcp_info` and `struct mptcp_full_info` of Linux. */
import { SocketAddress } from "../../address/socket-address.ts";
import { wrongValue } from "../../core/check.ts";
import { type Layout, placeOf, readUnsigned, sizeOf } from "../../core/struct.ts";
import { GrownStruct } from "./grown-struct.ts";
import type { OptionDecoder } from "./make.ts";
import { type TcpInfo, tcpInfoCodec } from "./tcp-info.ts";

/**
 * An MPTCP connection as the kernel sees it. Members have the names that linux/mptcp.h gives them, without
 * the prefix and in camel case; times are in milliseconds. A member that the kernel is too old for is
 * `undefined`.
 */
export interface MptcpInfo {
  /** Subflows beside the first. */
  readonly subflows: number;
  readonly addAddrSignal: number;
  readonly addAddrAccepted: number;
  readonly subflowsMax: number;
  readonly addAddrSignalMax: number;
  readonly addAddrAcceptedMax: number;
  /** The connection went on as plain TCP. */
  readonly fallback: boolean;
  readonly remoteKeyReceived: boolean;
  readonly token: number;
  readonly writeSeq: bigint;
  readonly sndUna: bigint;
  readonly rcvNxt: bigint;
  readonly localAddrUsed: number | undefined;
  readonly localAddrMax: number | undefined;
  readonly csumEnabled: boolean | undefined;
  readonly retransmits: number | undefined;
  readonly bytesRetrans: bigint | undefined;
  readonly bytesSent: bigint | undefined;
  readonly bytesReceived: bigint | undefined;
  readonly bytesAcked: bigint | undefined;
  /** Subflows, the first one included. */
  readonly subflowsTotal: number | undefined;
  /** 0 also where the kernel is too old for it, as for the next one. */
  readonly endpLaminarMax: number | undefined;
  readonly endpFullmeshMax: number | undefined;
  /** Milliseconds since data was sent. */
  readonly lastDataSent: number | undefined;
  /** Milliseconds since data came. */
  readonly lastDataRecv: number | undefined;
  /** Milliseconds since an acknowledgement came. */
  readonly lastAckRecv: number | undefined;
}

/** One of the TCP connections that make up an MPTCP connection. */
export interface MptcpSubflow {
  readonly id: number;
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly tcp: TcpInfo;
}

export interface MptcpFullInfo {
  /** How many subflows there are; `subflows` may tell fewer, at most 16. */
  readonly numSubflows: number;
  readonly subflows: readonly MptcpSubflow[];
  readonly info: MptcpInfo;
}

// linux/mptcp.h: MPTCP_INFO_FLAG_…
const FALLBACK = 1;
const REMOTE_KEY_RECEIVED = 2;

/** `struct mptcp_info` of a layout; shorter ones and longer ones too. */
export function mptcpInfoCodec(layout: Layout): OptionDecoder<MptcpInfo> {
  const struct = "linux_mptcp_info";
  const oldest = placeOf(layout, `${struct}.local_addr_used`).offset;
  return {
    foreignSize: sizeOf(layout, struct),
    decode(bytes) {
      if (bytes.length < oldest) throw wrongValue("bytes", `an mptcp_info of at least ${oldest} bytes`, bytes);
      const members = new GrownStruct(layout, struct, bytes);
      const number = (member: string): never => members.number(member) as never;
      const bigint = (member: string): never => members.bigint(member) as never;
      const flags: number = number("flags");
      const checksums = members.number("csum_enabled");
      return Object.freeze({
        subflows: number("subflows"),
        addAddrSignal: number("add_addr_signal"),
        addAddrAccepted: number("add_addr_accepted"),
        subflowsMax: number("subflows_max"),
        addAddrSignalMax: number("add_addr_signal_max"),
        addAddrAcceptedMax: number("add_addr_accepted_max"),
        fallback: (flags & FALLBACK) !== 0,
        remoteKeyReceived: (flags & REMOTE_KEY_RECEIVED) !== 0,
        token: number("token"),
        writeSeq: bigint("write_seq"),
        sndUna: bigint("snd_una"),
        rcvNxt: bigint("rcv_nxt"),
        localAddrUsed: number("local_addr_used"),
        localAddrMax: number("local_addr_max"),
        csumEnabled: checksums === undefined ? undefined : checksums !== 0,
        retransmits: number("retransmits"),
        bytesRetrans: bigint("bytes_retrans"),
        bytesSent: bigint("bytes_sent"),
        bytesReceived: bigint("bytes_received"),
        bytesAcked: bigint("bytes_acked"),
        subflowsTotal: number("subflows_total"),
        endpLaminarMax: number("endp_laminar_max"),
        endpFullmeshMax: number("endp_fullmesh_max"),
        lastDataSent: number("last_data_sent"),
        lastDataRecv: number("last_data_recv"),
        lastAckRecv: number("last_ack_recv"),
      });
    },
  };
}

const MOST_SUBFLOWS = 16;

/**
 * `struct mptcp_full_info` of a layout, with the array of subflows and that of their TCP_INFO behind it, as
 * the platform room asks for them (os_posix.c).
 */
export function mptcpFullInfoCodec(layout: Layout): OptionDecoder<MptcpFullInfo> {
  const struct = "linux_mptcp_full_info";
  const size = sizeOf(layout, struct);
  const subflowSize = sizeOf(layout, "linux_mptcp_subflow");
  const place = (member: string): number => placeOf(layout, `linux_mptcp_subflow.${member}`).offset;
  const [localAt, remoteAt] = [place("local"), place("remote")];
  const infoAt = placeOf(layout, `${struct}.mptcp_info`).offset;
  const [tcp, mptcp] = [tcpInfoCodec(layout), mptcpInfoCodec(layout)];
  return {
    foreignSize: size + MOST_SUBFLOWS * (subflowSize + tcp.foreignSize),
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `an mptcp_full_info of at least ${size} bytes`, bytes);
      const member = (name: string): number => readUnsigned(layout, bytes, `${struct}.${name}`);
      const room = member("size_arrays_user");
      const count = Math.min(member("num_subflows"), room);
      const [subflowWidth, tcpWidth] = [member("size_sfinfo_user"), member("size_tcpinfo_user")];
      const subflow = (index: number): MptcpSubflow => {
        const at = size + index * subflowWidth;
        const tcpAt = size + room * subflowSize + index * tcpWidth;
        const own = bytes.subarray(at, at + subflowSize);
        return Object.freeze({
          id: readUnsigned(layout, own, "linux_mptcp_subflow.id"),
          local: SocketAddress.decode(own.subarray(localAt, remoteAt)),
          remote: SocketAddress.decode(own.subarray(remoteAt)),
          tcp: tcp.decode(bytes.subarray(tcpAt, tcpAt + tcpWidth)),
        });
      };
      return Object.freeze({
        numSubflows: member("num_subflows"),
        subflows: Object.freeze(Array.from({ length: count }, (_, index) => subflow(index))),
        info: mptcp.decode(bytes.subarray(infoAt, size)),
      });
    },
  };
}
