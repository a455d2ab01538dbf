/** What TCP_INFO gives: `struct tcp_info` of Linux. */
import { type Layout, placeOf, sizeOf } from "../../core/struct.ts";
import type { OptionCodec } from "../codecs.ts";
import { type Names, nameOf } from "./enumeration.ts";

// The order of these lists is the kernel's, and the same on every processor: linux/tcp.h, net/tcp_states.h.
const states = [
  "established",
  "synSent",
  "synRecv",
  "finWait1",
  "finWait2",
  "timeWait",
  "close",
  "closeWait",
  "lastAck",
  "listen",
  "closing",
  "newSynRecv",
  "boundInactive",
] as const;
const congestionStates = ["open", "disorder", "cwr", "recovery", "loss"] as const;
const fastOpenFailures = ["unspec", "cookieUnavailable", "dataNotAcked", "synRetransmitted"] as const;

/** A state of a connection (RFC 9293 section 3.3.2); one without a name is told by its digits. */
export type TcpState = Names<typeof states>;
/** What the sender thinks of the path; one without a name is told by its digits. */
export type TcpCongestionState = Names<typeof congestionStates>;
/** Why fast open did not work for a client; one without a name is told by its digits. */
export type TcpFastOpenFailure = Names<typeof fastOpenFailures>;

/** What the two sides agreed upon. */
export interface TcpInfoOptions {
  readonly timestamps: boolean;
  readonly sack: boolean;
  readonly wscale: boolean;
  readonly ecn: boolean;
  /** A packet that could carry congestion marks has come. */
  readonly ecnSeen: boolean;
  /** Data in the first packet was acknowledged: fast open. */
  readonly synData: boolean;
  readonly usecTs: boolean;
  /** Accepted by fast open. */
  readonly tfoChild: boolean;
}

/**
 * A TCP connection as the kernel sees it. Members have the names that linux/tcp.h gives them, without the
 * prefix and in camel case. Times are in milliseconds, with what fractions the kernel has; rates are in bytes
 * a second. A member that the kernel is too old for is `undefined`; a kernel's that are newer than
 * this library are not told.
 *
 * Members up to `totalRetrans` are as old as the struct, so their types do not say `undefined`; an
 * emulator that gives less than those leaves them out all the same.
 */
export interface TcpInfo {
  readonly state: TcpState;
  readonly caState: TcpCongestionState;
  /** Retransmissions by timeout in a row. */
  readonly retransmits: number;
  /** Probes without an answer. */
  readonly probes: number;
  /** How often the retransmission timeout was doubled. */
  readonly backoff: number;
  readonly options: TcpInfoOptions;
  /** The window scale of the peer, in bits. */
  readonly sndWscale: number;
  /** Our window scale, in bits. */
  readonly rcvWscale: number;
  /** `deliveryRate` was bounded by the program, not by the path. */
  readonly deliveryRateAppLimited: boolean;
  readonly fastopenClientFail: TcpFastOpenFailure;
  /** The retransmission timeout, in milliseconds. */
  readonly rto: number;
  /** The delay of acknowledgements, in milliseconds. */
  readonly ato: number;
  /** The segment size to send with, in bytes. */
  readonly sndMss: number;
  /** The segment size received, in bytes. */
  readonly rcvMss: number;
  /** Segments on the way; of a listener, connections that wait to be accepted. */
  readonly unacked: number;
  /** Segments acknowledged out of order; of a listener, its queue's length. */
  readonly sacked: number;
  readonly lost: number;
  readonly retrans: number;
  readonly fackets: number;
  /** Milliseconds since data was sent. */
  readonly lastDataSent: number;
  /** Always 0: Linux does not remember it. */
  readonly lastAckSent: number;
  /** Milliseconds since data came. */
  readonly lastDataRecv: number;
  /** Milliseconds since an acknowledgement came. */
  readonly lastAckRecv: number;
  /** The path's largest packet, in bytes. */
  readonly pmtu: number;
  /** In bytes. */
  readonly rcvSsthresh: number;
  /** The round trip time, smoothed, in milliseconds. */
  readonly rtt: number;
  /** Its deviation, in milliseconds. */
  readonly rttvar: number;
  /** In segments; 2³¹ − 1 while the connection still starts slowly. */
  readonly sndSsthresh: number;
  /** The congestion window, in segments. */
  readonly sndCwnd: number;
  /** The segment size we told, in bytes. */
  readonly advmss: number;
  readonly reordering: number;
  /** The receiver's guess of the round trip time, in milliseconds. */
  readonly rcvRtt: number;
  /** In bytes. */
  readonly rcvSpace: number;
  /** Segments sent again, in all. */
  readonly totalRetrans: number;
  /** All ones where there is no limit, as for the next one. */
  readonly pacingRate: bigint | undefined;
  readonly maxPacingRate: bigint | undefined;
  readonly bytesAcked: bigint | undefined;
  readonly bytesReceived: bigint | undefined;
  readonly segsOut: number | undefined;
  readonly segsIn: number | undefined;
  /** Bytes in the queue that were not sent yet. */
  readonly notsentBytes: number | undefined;
  /** The least round trip time, in milliseconds; `undefined` before the first was measured, too. */
  readonly minRtt: number | undefined;
  readonly dataSegsIn: number | undefined;
  readonly dataSegsOut: number | undefined;
  readonly deliveryRate: bigint | undefined;
  /** Milliseconds in which there was data to send. */
  readonly busyTime: number | undefined;
  /** Milliseconds of them in which the peer's window held it up. */
  readonly rwndLimited: number | undefined;
  /** Milliseconds of them in which the send buffer did. */
  readonly sndbufLimited: number | undefined;
  /** Segments delivered. */
  readonly delivered: number | undefined;
  /** Those with a congestion mark. */
  readonly deliveredCe: number | undefined;
  readonly bytesSent: bigint | undefined;
  readonly bytesRetrans: bigint | undefined;
  readonly dsackDups: number | undefined;
  readonly reordSeen: number | undefined;
  /** Segments received out of order. */
  readonly rcvOoopack: number | undefined;
  /** The peer's window, in bytes. */
  readonly sndWnd: number | undefined;
  /** Our window, in bytes. */
  readonly rcvWnd: number | undefined;
  readonly rehash: number | undefined;
  readonly totalRto: number | undefined;
  readonly totalRtoRecoveries: number | undefined;
  /** Milliseconds spent in recoveries from timeouts. */
  readonly totalRtoTime: number | undefined;
  /** Segments received with a congestion mark. */
  readonly receivedCe: number | undefined;
  readonly deliveredE1Bytes: number | undefined;
  readonly deliveredE0Bytes: number | undefined;
  readonly deliveredCeBytes: number | undefined;
  readonly receivedE1Bytes: number | undefined;
  readonly receivedE0Bytes: number | undefined;
  readonly receivedCeBytes: number | undefined;
  /** How accurate ECN fares, as the kernel has it: kernels of one length of the struct divide these 32 bits differently. */
  readonly accecn: number | undefined;
}

const OPTION_BITS = 256;
const optionsSeen: (TcpInfoOptions | undefined)[] = new Array(OPTION_BITS).fill(undefined);

/** The options of a byte: one frozen object for each. */
function optionsOf(set: number): TcpInfoOptions {
  const seen = optionsSeen[set];
  if (seen !== undefined) return seen;
  const has = (bit: number): boolean => (set & bit) !== 0;
  const options = Object.freeze({
    timestamps: has(1),
    sack: has(2),
    wscale: has(4),
    ecn: has(8),
    ecnSeen: has(16),
    synData: has(32),
    usecTs: has(64),
    tfoChild: has(128),
  });
  optionsSeen[set] = options;
  return options;
}

/** A connection that has measured no round trip says so with all ones. */
const NOT_MEASURED = 0xffff_ffff;
/** What stands for a member that the bytes do not have; of any type, see {@link TcpInfo}. */
const absent = undefined as never;

/** `struct tcp_info` of a layout; shorter ones and longer ones too. */
export function tcpInfoCodec(layout: Layout): Pick<OptionCodec<TcpInfo>, "foreignSize" | "decode"> {
  const little = layout.littleEndian;
  const at = (member: string): number => placeOf(layout, `linux_tcp_info.${member}`).offset;
  const state = at("state");
  const caState = at("ca_state");
  const retransmits = at("retransmits");
  const probes = at("probes");
  const backoff = at("backoff");
  const options = at("options");
  const scales = at("scales");
  const limits = at("limits");
  const rto = at("rto");
  const ato = at("ato");
  const sndMss = at("snd_mss");
  const rcvMss = at("rcv_mss");
  const unacked = at("unacked");
  const sacked = at("sacked");
  const lost = at("lost");
  const retrans = at("retrans");
  const fackets = at("fackets");
  const lastDataSent = at("last_data_sent");
  const lastAckSent = at("last_ack_sent");
  const lastDataRecv = at("last_data_recv");
  const lastAckRecv = at("last_ack_recv");
  const pmtu = at("pmtu");
  const rcvSsthresh = at("rcv_ssthresh");
  const rtt = at("rtt");
  const rttvar = at("rttvar");
  const sndSsthresh = at("snd_ssthresh");
  const sndCwnd = at("snd_cwnd");
  const advmss = at("advmss");
  const reordering = at("reordering");
  const rcvRtt = at("rcv_rtt");
  const rcvSpace = at("rcv_space");
  const totalRetrans = at("total_retrans");
  const pacingRate = at("pacing_rate");
  const maxPacingRate = at("max_pacing_rate");
  const bytesAcked = at("bytes_acked");
  const bytesReceived = at("bytes_received");
  const segsOut = at("segs_out");
  const segsIn = at("segs_in");
  const notsentBytes = at("notsent_bytes");
  const minRtt = at("min_rtt");
  const dataSegsIn = at("data_segs_in");
  const dataSegsOut = at("data_segs_out");
  const deliveryRate = at("delivery_rate");
  const busyTime = at("busy_time");
  const rwndLimited = at("rwnd_limited");
  const sndbufLimited = at("sndbuf_limited");
  const delivered = at("delivered");
  const deliveredCe = at("delivered_ce");
  const bytesSent = at("bytes_sent");
  const bytesRetrans = at("bytes_retrans");
  const dsackDups = at("dsack_dups");
  const reordSeen = at("reord_seen");
  const rcvOoopack = at("rcv_ooopack");
  const sndWnd = at("snd_wnd");
  const rcvWnd = at("rcv_wnd");
  const rehash = at("rehash");
  const totalRto = at("total_rto");
  const totalRtoRecoveries = at("total_rto_recoveries");
  const totalRtoTime = at("total_rto_time");
  const receivedCe = at("received_ce");
  const deliveredE1Bytes = at("delivered_e1_bytes");
  const deliveredE0Bytes = at("delivered_e0_bytes");
  const deliveredCeBytes = at("delivered_ce_bytes");
  const receivedE1Bytes = at("received_e1_bytes");
  const receivedE0Bytes = at("received_e0_bytes");
  const receivedCeBytes = at("received_ce_bytes");
  const accecn = at("accecn");
  // Bit fields begin at the lowest bit of a little-endian machine's byte, at the highest of the other's.
  const [sndShift, rcvShift, limitedShift, failShift] = little ? [0, 4, 0, 1] : [4, 0, 7, 5];
  const [low, high] = little ? [0, 4] : [4, 0];
  return {
    foreignSize: sizeOf(layout, "linux_tcp_info"),
    // All in one literal without a call: programs ask thousands of connections for this.
    decode(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      // Where the last member of each width can begin.
      const last8 = view.byteLength - 1;
      const last16 = view.byteLength - 2;
      const last32 = view.byteLength - 4;
      const last64 = view.byteLength - 8;
      return Object.freeze({
        state: state <= last8 ? nameOf(states, view.getUint8(state), 1) : absent,
        caState: caState <= last8 ? nameOf(congestionStates, view.getUint8(caState)) : absent,
        retransmits: retransmits <= last8 ? view.getUint8(retransmits) : absent,
        probes: probes <= last8 ? view.getUint8(probes) : absent,
        backoff: backoff <= last8 ? view.getUint8(backoff) : absent,
        options: options <= last8 ? optionsOf(view.getUint8(options)) : absent,
        sndWscale: scales <= last8 ? (view.getUint8(scales) >> sndShift) & 15 : absent,
        rcvWscale: scales <= last8 ? (view.getUint8(scales) >> rcvShift) & 15 : absent,
        deliveryRateAppLimited: limits <= last8 ? ((view.getUint8(limits) >> limitedShift) & 1) !== 0 : absent,
        fastopenClientFail:
          limits <= last8 ? nameOf(fastOpenFailures, (view.getUint8(limits) >> failShift) & 3) : absent,
        rto: rto <= last32 ? view.getUint32(rto, little) / 1000 : absent,
        ato: ato <= last32 ? view.getUint32(ato, little) / 1000 : absent,
        sndMss: sndMss <= last32 ? view.getUint32(sndMss, little) : absent,
        rcvMss: rcvMss <= last32 ? view.getUint32(rcvMss, little) : absent,
        unacked: unacked <= last32 ? view.getUint32(unacked, little) : absent,
        sacked: sacked <= last32 ? view.getUint32(sacked, little) : absent,
        lost: lost <= last32 ? view.getUint32(lost, little) : absent,
        retrans: retrans <= last32 ? view.getUint32(retrans, little) : absent,
        fackets: fackets <= last32 ? view.getUint32(fackets, little) : absent,
        lastDataSent: lastDataSent <= last32 ? view.getUint32(lastDataSent, little) : absent,
        lastAckSent: lastAckSent <= last32 ? view.getUint32(lastAckSent, little) : absent,
        lastDataRecv: lastDataRecv <= last32 ? view.getUint32(lastDataRecv, little) : absent,
        lastAckRecv: lastAckRecv <= last32 ? view.getUint32(lastAckRecv, little) : absent,
        pmtu: pmtu <= last32 ? view.getUint32(pmtu, little) : absent,
        rcvSsthresh: rcvSsthresh <= last32 ? view.getUint32(rcvSsthresh, little) : absent,
        rtt: rtt <= last32 ? view.getUint32(rtt, little) / 1000 : absent,
        rttvar: rttvar <= last32 ? view.getUint32(rttvar, little) / 1000 : absent,
        sndSsthresh: sndSsthresh <= last32 ? view.getUint32(sndSsthresh, little) : absent,
        sndCwnd: sndCwnd <= last32 ? view.getUint32(sndCwnd, little) : absent,
        advmss: advmss <= last32 ? view.getUint32(advmss, little) : absent,
        reordering: reordering <= last32 ? view.getUint32(reordering, little) : absent,
        rcvRtt: rcvRtt <= last32 ? view.getUint32(rcvRtt, little) / 1000 : absent,
        rcvSpace: rcvSpace <= last32 ? view.getUint32(rcvSpace, little) : absent,
        totalRetrans: totalRetrans <= last32 ? view.getUint32(totalRetrans, little) : absent,
        pacingRate: pacingRate <= last64 ? view.getBigUint64(pacingRate, little) : absent,
        maxPacingRate: maxPacingRate <= last64 ? view.getBigUint64(maxPacingRate, little) : absent,
        bytesAcked: bytesAcked <= last64 ? view.getBigUint64(bytesAcked, little) : absent,
        bytesReceived: bytesReceived <= last64 ? view.getBigUint64(bytesReceived, little) : absent,
        segsOut: segsOut <= last32 ? view.getUint32(segsOut, little) : absent,
        segsIn: segsIn <= last32 ? view.getUint32(segsIn, little) : absent,
        notsentBytes: notsentBytes <= last32 ? view.getUint32(notsentBytes, little) : absent,
        minRtt:
          minRtt <= last32 && view.getUint32(minRtt, little) !== NOT_MEASURED
            ? view.getUint32(minRtt, little) / 1000
            : absent,
        dataSegsIn: dataSegsIn <= last32 ? view.getUint32(dataSegsIn, little) : absent,
        dataSegsOut: dataSegsOut <= last32 ? view.getUint32(dataSegsOut, little) : absent,
        deliveryRate: deliveryRate <= last64 ? view.getBigUint64(deliveryRate, little) : absent,
        busyTime:
          busyTime <= last64
            ? (view.getUint32(busyTime + high, little) * 2 ** 32 + view.getUint32(busyTime + low, little)) / 1000
            : absent,
        rwndLimited:
          rwndLimited <= last64
            ? (view.getUint32(rwndLimited + high, little) * 2 ** 32 + view.getUint32(rwndLimited + low, little)) / 1000
            : absent,
        sndbufLimited:
          sndbufLimited <= last64
            ? (view.getUint32(sndbufLimited + high, little) * 2 ** 32 + view.getUint32(sndbufLimited + low, little)) /
              1000
            : absent,
        delivered: delivered <= last32 ? view.getUint32(delivered, little) : absent,
        deliveredCe: deliveredCe <= last32 ? view.getUint32(deliveredCe, little) : absent,
        bytesSent: bytesSent <= last64 ? view.getBigUint64(bytesSent, little) : absent,
        bytesRetrans: bytesRetrans <= last64 ? view.getBigUint64(bytesRetrans, little) : absent,
        dsackDups: dsackDups <= last32 ? view.getUint32(dsackDups, little) : absent,
        reordSeen: reordSeen <= last32 ? view.getUint32(reordSeen, little) : absent,
        rcvOoopack: rcvOoopack <= last32 ? view.getUint32(rcvOoopack, little) : absent,
        sndWnd: sndWnd <= last32 ? view.getUint32(sndWnd, little) : absent,
        rcvWnd: rcvWnd <= last32 ? view.getUint32(rcvWnd, little) : absent,
        rehash: rehash <= last32 ? view.getUint32(rehash, little) : absent,
        totalRto: totalRto <= last16 ? view.getUint16(totalRto, little) : absent,
        totalRtoRecoveries: totalRtoRecoveries <= last16 ? view.getUint16(totalRtoRecoveries, little) : absent,
        totalRtoTime: totalRtoTime <= last32 ? view.getUint32(totalRtoTime, little) : absent,
        receivedCe: receivedCe <= last32 ? view.getUint32(receivedCe, little) : absent,
        deliveredE1Bytes: deliveredE1Bytes <= last32 ? view.getUint32(deliveredE1Bytes, little) : absent,
        deliveredE0Bytes: deliveredE0Bytes <= last32 ? view.getUint32(deliveredE0Bytes, little) : absent,
        deliveredCeBytes: deliveredCeBytes <= last32 ? view.getUint32(deliveredCeBytes, little) : absent,
        receivedE1Bytes: receivedE1Bytes <= last32 ? view.getUint32(receivedE1Bytes, little) : absent,
        receivedE0Bytes: receivedE0Bytes <= last32 ? view.getUint32(receivedE0Bytes, little) : absent,
        receivedCeBytes: receivedCeBytes <= last32 ? view.getUint32(receivedCeBytes, little) : absent,
        accecn: accecn <= last32 ? view.getUint32(accecn, little) : absent,
      });
    },
  };
}
