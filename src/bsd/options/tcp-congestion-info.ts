/** What TCP_CC_INFO gives: `union tcp_cc_info` of Linux. */
import { type Layout, sizeOf } from "../../core/struct.ts";
import { GrownStruct } from "./grown-struct.ts";
import type { OptionDecoder } from "./make.ts";

/** BBR, versions 1 to 3. */
export interface BbrInfo {
  /** The bandwidth it reckons with, in bytes a second. */
  readonly bw: bigint;
  /** The least round trip time, in milliseconds; `undefined` before the first was measured. */
  readonly minRtt: number | undefined;
  /** By which the bandwidth is multiplied to pace sends. */
  readonly pacingGain: number;
  /** By which the window is multiplied. */
  readonly cwndGain: number;
}

/** DCTCP (RFC 8257). */
export interface DctcpInfo {
  readonly enabled: boolean;
  /** The last packet was marked. */
  readonly ceState: number;
  /** The fraction of marked bytes, from 0 to 1. */
  readonly alpha: number;
  /** Marked bytes acknowledged. */
  readonly abEcn: number;
  /** Bytes acknowledged. */
  readonly abTot: number;
}

/** Vegas, and others that tell the same, such as Illinois and Westwood. */
export interface VegasInfo {
  readonly enabled: boolean;
  readonly rttcnt: number;
  /** In milliseconds. */
  readonly rtt: number;
  /** In milliseconds. */
  readonly minrtt: number;
}

/**
 * What the congestion control of a connection tells of itself. The kernel does not say whose words these
 * are, only how many bytes: those of BBR can be told from the rest, but DCTCP's and Vegas's are equally
 * long, and both readings are given: TCP_CONGESTION says which one holds. One that tells nothing, such as
 * `cubic`, has no bytes.
 */
export interface TcpCongestionInfo {
  readonly bbr: BbrInfo | undefined;
  readonly dctcp: DctcpInfo | undefined;
  readonly vegas: VegasInfo | undefined;
  /** All of it, as the kernel gave it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

// Before a round trip was measured.
const NO_BBR_RTT = 0xffff_ffff;

/** `union tcp_cc_info` of a layout. */
export function tcpCongestionInfoCodec(layout: Layout): OptionDecoder<TcpCongestionInfo> {
  const bbrSize = sizeOf(layout, "linux_bbr_info");
  const otherSize = sizeOf(layout, "linux_vegas_info");
  // Called with enough bytes only.
  function of(struct: string, bytes: Uint8Array): (member: string) => number {
    const members = new GrownStruct(layout, struct, bytes);
    return (member) => members.number(member) as number;
  }

  function bbr(bytes: Uint8Array): BbrInfo {
    const member = of("linux_bbr_info", bytes);
    const minRtt = member("min_rtt");
    return Object.freeze({
      bw: (BigInt(member("bw_hi")) << 32n) | BigInt(member("bw_lo")),
      minRtt: minRtt === NO_BBR_RTT ? undefined : minRtt / 1000,
      pacingGain: member("pacing_gain") / 256,
      cwndGain: member("cwnd_gain") / 256,
    });
  }

  function dctcp(bytes: Uint8Array): DctcpInfo {
    const member = of("linux_dctcp_info", bytes);
    return Object.freeze({
      enabled: member("enabled") !== 0,
      ceState: member("ce_state"),
      alpha: member("alpha") / 1024,
      abEcn: member("ab_ecn"),
      abTot: member("ab_tot"),
    });
  }

  function vegas(bytes: Uint8Array): VegasInfo {
    const member = of("linux_vegas_info", bytes);
    return Object.freeze({
      enabled: member("enabled") !== 0,
      rttcnt: member("rttcnt"),
      rtt: member("rtt") / 1000,
      minrtt: member("minrtt") / 1000,
    });
  }

  return {
    foreignSize: 256,
    decode(bytes) {
      const other = bytes.length === otherSize;
      return Object.freeze({
        bbr: bytes.length >= bbrSize ? bbr(bytes) : undefined,
        dctcp: other ? dctcp(bytes) : undefined,
        vegas: other ? vegas(bytes) : undefined,
        bytes: new Uint8Array(bytes),
      });
    },
  };
}
