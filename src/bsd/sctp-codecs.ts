/** Structs of SCTP's options that are more than rows of numbers. See RFC 6458. */
import { decodeAddress } from "../address/registry.ts";
import { encodedAddress, SocketAddress } from "../address/socket-address.ts";
import { boolean, instance, options, wrongType, wrongValue } from "../core/check.ts";
import { type Layout, placeOf } from "../core/struct.ts";
import type { OptionCodec } from "./codecs.ts";
import { namedNumbers, structCodec } from "./struct-codec.ts";

/** Where an association's id lies. */
export const ASSOCIATION = { int: "assoc_id" } as const;

/** The members of `struct sctp_event_subscribe`, a byte each; those from the ninth on came one by one. */
const events = [
  "dataIo",
  "association",
  "address",
  "sendFailure",
  "peerError",
  "shutdown",
  "partialDelivery",
  "adaptationLayer",
  "authentication",
  "senderDry",
  "streamReset",
  "associationReset",
  "streamChange",
  "sendFailureEvent",
] as const;
const OLDEST_EVENTS = 8;

/**
 * Which notifications arrive among the messages, with the flag MSG_NOTIFICATION (0x8000); `dataIo` asks for each
 * message's stream. What is not given is off; a kernel that is too old for the last one given says EINVAL.
 */
export type SctpEvents = { readonly [Name in (typeof events)[number]]?: boolean };

export const sctpEventsCodec: OptionCodec<SctpEvents> = {
  foreignSize: events.length,
  encode(value) {
    options("value", value, events);
    const flags = events.map((name) => {
      const given = value[name];
      return given === undefined ? undefined : boolean(`value.${name}`, given);
    });
    const last = flags.findLastIndex((flag) => flag !== undefined);
    return Uint8Array.from({ length: Math.max(last + 1, OLDEST_EVENTS) }, (_, index) => (flags[index] ? 1 : 0));
  },
  decode(bytes) {
    if (bytes.length < OLDEST_EVENTS) throw wrongValue("bytes", `${OLDEST_EVENTS} bytes or more`, bytes);
    return Object.fromEntries(events.slice(0, bytes.length).map((name, index) => [name, bytes[index] !== 0]));
  },
};
/** How messages go that do not say it themselves. */
export interface SctpSendInfo {
  readonly stream: number;
  /** 1 for unordered, 2 to override the primary path, 4 to abort, 8 to be acknowledged at once. */
  readonly flags: number;
  /** What the payload is: a number that goes over the wire in network order. */
  readonly payloadProtocol: number;
  /** What a failure of the message is told with. */
  readonly context: number;
  readonly associationId: number;
}

/** `struct sctp_sndinfo` of a layout. */
export function sctpSendInfoCodec(layout: Layout): OptionCodec<SctpSendInfo, Partial<SctpSendInfo>> {
  return structCodec<SctpSendInfo>(layout, "sctp_send_info", {
    stream: "sid",
    flags: "flags",
    payloadProtocol: { network: "ppid" },
    context: "context",
    associationId: ASSOCIATION,
  });
}
const associationStates = namedNumbers([
  "empty",
  "closed",
  "cookieWait",
  "cookieEchoed",
  "established",
  "shutdownPending",
  "shutdownSent",
  "shutdownReceived",
  "shutdownAckSent",
]);
const peerStates = namedNumbers(["inactive", "potentiallyFailed", "active", "unconfirmed"]);

/** A path to the peer. */
export interface SctpPeerAddress {
  readonly associationId: number;
  readonly address: SocketAddress;
  /** `inactive`, `potentiallyFailed`, `active`, `unconfirmed`, or a number without a name here. */
  readonly state: string | number;
  readonly congestionWindow: number;
  /** Milliseconds there and back. */
  readonly roundTripTime: number;
  readonly retransmissionTimeout: number;
  /** Bytes of the largest packet. */
  readonly mtu: number;
}

/** How an association fares. */
export interface SctpStatus {
  readonly associationId: number;
  /** `established` and so on, or a number without a name here. */
  readonly state: string | number;
  /** Bytes that the peer has room for. */
  readonly window: number;
  /** Chunks that are not acknowledged yet. */
  readonly unacknowledged: number;
  /** Chunks that wait to be received. */
  readonly pending: number;
  readonly inboundStreams: number;
  readonly outboundStreams: number;
  readonly fragmentationPoint: number;
  readonly primary: SctpPeerAddress;
}

/** `struct sctp_status` of a layout. */
export function sctpStatusDecoder(layout: Layout): Pick<OptionCodec<SctpStatus, never>, "foreignSize" | "decode"> {
  const status = structCodec<Record<Exclude<keyof SctpStatus, "primary">, number>>(layout, "sctp_association_status", {
    associationId: ASSOCIATION,
    state: { int: "state" },
    window: "rwnd",
    unacknowledged: "unackdata",
    pending: "penddata",
    inboundStreams: "instrms",
    outboundStreams: "outstrms",
    fragmentationPoint: "fragmentation_point",
  });
  const peer = structCodec<Record<Exclude<keyof SctpPeerAddress, "address">, number>>(layout, "sctp_peer", {
    associationId: ASSOCIATION,
    state: { int: "state" },
    congestionWindow: "cwnd",
    roundTripTime: "srtt",
    retransmissionTimeout: "rto",
    mtu: "mtu",
  });
  return {
    foreignSize: status.foreignSize,
    decode(bytes) {
      const { state, ...rest } = status.decode(bytes);
      const primary = bytes.subarray(placeOf(layout, "sctp_association_status.primary").offset);
      const { state: peerState, ...peerRest } = peer.decode(primary);
      const { offset, width } = placeOf(layout, "sctp_peer.address");
      const address = decodeAddress(new Uint8Array(primary.subarray(offset, offset + width)));
      return {
        ...rest,
        state: associationStates.fromNumber(state),
        primary: { ...peerRest, address, state: peerStates.fromNumber(peerState) },
      };
    },
  };
}
/** Addresses one behind the other, as sctp_bindx passes them. */
export const addressList: Pick<OptionCodec<unknown, readonly SocketAddress[]>, "foreignSize" | "encode"> = {
  foreignSize: 0,
  encode(value) {
    if (!Array.isArray(value)) throw wrongType("value", "an array of addresses", value);
    if (value.length === 0) throw wrongValue("value", "an array with addresses", value);
    const parts = value.map((address, index) => {
      instance(`value[${index}]`, address, SocketAddress);
      return encodedAddress(`value[${index}]`, address);
    });
    return Uint8Array.from(parts.flatMap((part) => [...part]));
  },
};
