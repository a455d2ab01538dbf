/**
 * Options of SCTP: their level is IPPROTO_SCTP. See RFC 6458.
 *
 * On a one-to-one socket (type `stream`) there is one association, and `associationId` does not count. On a
 * one-to-many socket (type `sequencePacket`) 0 means associations to come. Reading asks for 0: a struct of one
 * association of a one-to-many socket cannot be read.
 */
import type { SocketAddress } from "../../address/socket-address.ts";
import { systemLayout } from "../../core/struct.ts";
import { constants } from "../../sys/constants.ts";
import { codecs } from "../codecs.ts";
import { SocketOptionLevel } from "../option-level.ts";
import {
  ASSOCIATION,
  addressList,
  type SctpEvents,
  type SctpSendInfo,
  type SctpStatus,
  sctpEventsCodec,
  sctpSendInfoCodec,
  sctpStatusDecoder,
} from "../sctp-codecs.ts";
import { defineSocketOptionType, type SocketOption } from "../socket-option.ts";
import { structCodec } from "../struct-codec.ts";
import { option, readOnly, writeOnly } from "./make.ts";

export type { SctpEvents, SctpPeerAddress, SctpSendInfo, SctpStatus } from "../sctp-codecs.ts";

/** SCTP: RFC 6458. */
export const IPPROTO_SCTP: SocketOptionLevel = new SocketOptionLevel("IPPROTO_SCTP", constants.IPPROTO_SCTP);
const SctpOption = defineSocketOptionType("SctpOption", IPPROTO_SCTP);

/** Whether small messages are sent at once (no Nagle). */
export const SCTP_NODELAY: SocketOption<boolean> = option("SCTP_NODELAY", codecs.boolean, SctpOption);

/** What a new association asks for; 0 leaves what is. */
export interface SctpInitMessage {
  readonly outboundStreams: number;
  readonly inboundStreams: number;
  readonly attempts: number;
  /** Milliseconds between attempts, at most. */
  readonly timeout: number;
}
export const SCTP_INITMSG: SocketOption<SctpInitMessage, Partial<SctpInitMessage>> = option(
  "SCTP_INITMSG",
  structCodec<SctpInitMessage>(systemLayout, "sctp_init_message", {
    outboundStreams: "num_ostreams",
    inboundStreams: "max_instreams",
    attempts: "max_attempts",
    timeout: "max_init_timeo",
  }),
  SctpOption,
);

/** Milliseconds until something is sent again; 0 leaves what is. */
export interface SctpRetransmissionTimeout {
  readonly associationId: number;
  readonly initial: number;
  readonly maximum: number;
  readonly minimum: number;
}
export const SCTP_RTOINFO: SocketOption<SctpRetransmissionTimeout, Partial<SctpRetransmissionTimeout>> = option(
  "SCTP_RTOINFO",
  structCodec<SctpRetransmissionTimeout>(systemLayout, "sctp_rto", {
    associationId: ASSOCIATION,
    initial: "initial",
    maximum: "max",
    minimum: "min",
  }),
  SctpOption,
);

/** An association's limits; 0 leaves what is. */
export interface SctpAssociationParameters {
  readonly associationId: number;
  /** Retransmissions that end it. */
  readonly maximumRetransmissions: number;
  /** Read only, as the windows. */
  readonly peerDestinations: number;
  /** Bytes. */
  readonly peerWindow: number;
  readonly localWindow: number;
  /** Milliseconds that a cookie is good for. */
  readonly cookieLife: number;
}
export const SCTP_ASSOCINFO: SocketOption<SctpAssociationParameters, Partial<SctpAssociationParameters>> = option(
  "SCTP_ASSOCINFO",
  structCodec<SctpAssociationParameters>(systemLayout, "sctp_association", {
    associationId: ASSOCIATION,
    maximumRetransmissions: "asocmaxrxt",
    peerDestinations: "number_peer_destinations",
    peerWindow: "peer_rwnd",
    localWindow: "local_rwnd",
    cookieLife: "cookie_life",
  }),
  SctpOption,
);

/** Of which events the socket tells, in notifications between the messages. */
export const SCTP_EVENTS: SocketOption<SctpEvents> = option("SCTP_EVENTS", sctpEventsCodec, SctpOption);

/** Seconds of silence that end an association of a one-to-many socket; 0 for never. */
export const SCTP_AUTOCLOSE: SocketOption<number> = option("SCTP_AUTOCLOSE", codecs.uint32, SctpOption);
/** A number that the peer is told, for whatever runs on top. */
export const SCTP_ADAPTATION_LAYER: SocketOption<number> = option("SCTP_ADAPTATION_LAYER", codecs.uint32, SctpOption);
/** Whether messages that would have to be cut are refused with EMSGSIZE. */
export const SCTP_DISABLE_FRAGMENTS: SocketOption<boolean> = option(
  "SCTP_DISABLE_FRAGMENTS",
  codecs.boolean,
  SctpOption,
);
/** Whether an IPv6 socket tells IPv4 peers as mapped addresses. */
export const SCTP_I_WANT_MAPPED_V4_ADDR: SocketOption<boolean> = option(
  "SCTP_I_WANT_MAPPED_V4_ADDR",
  codecs.boolean,
  SctpOption,
);
/** How parts of several messages may mix: 0 not at all, 1 between associations, 2 between streams. */
export const SCTP_FRAGMENT_INTERLEAVE: SocketOption<number> = option(
  "SCTP_FRAGMENT_INTERLEAVE",
  codecs.uint32,
  SctpOption,
);
/** Bytes from which a message is delivered before it is whole. */
export const SCTP_PARTIAL_DELIVERY_POINT: SocketOption<number> = option(
  "SCTP_PARTIAL_DELIVERY_POINT",
  codecs.uint32,
  SctpOption,
);

/** A number for an association. */
export interface SctpAssociationValue {
  readonly associationId: number;
  readonly value: number;
}
const associationValue = structCodec<SctpAssociationValue>(systemLayout, "sctp_value", {
  associationId: ASSOCIATION,
  value: "value",
});
/** The most bytes of a message in one chunk; 0 for what the path takes. */
export const SCTP_MAXSEG: SocketOption<SctpAssociationValue, Partial<SctpAssociationValue>> = option(
  "SCTP_MAXSEG",
  associationValue,
  SctpOption,
);
/** Packets that may go at once. */
export const SCTP_MAX_BURST: SocketOption<SctpAssociationValue, Partial<SctpAssociationValue>> = option(
  "SCTP_MAX_BURST",
  associationValue,
  SctpOption,
);

/** When received messages are acknowledged. */
export interface SctpDelayedAcknowledgement {
  readonly associationId: number;
  /** Milliseconds at most. */
  readonly delay: number;
  /** Packets at most; 1 does not delay. */
  readonly frequency: number;
}
export const SCTP_DELAYED_SACK: SocketOption<SctpDelayedAcknowledgement, Partial<SctpDelayedAcknowledgement>> = option(
  "SCTP_DELAYED_SACK",
  structCodec<SctpDelayedAcknowledgement>(systemLayout, "sctp_sack", {
    associationId: ASSOCIATION,
    delay: "delay",
    frequency: "freq",
  }),
  SctpOption,
);
/** Whether each message comes with a control message about its stream: SCTP_RCVINFO. */
export const SCTP_RECVRCVINFO: SocketOption<boolean> = option("SCTP_RECVRCVINFO", codecs.boolean, SctpOption);
/** Whether each message comes with a control message about the next one: SCTP_NXTINFO. */
export const SCTP_RECVNXTINFO: SocketOption<boolean> = option("SCTP_RECVNXTINFO", codecs.boolean, SctpOption);
/** Whether several one-to-one sockets may bind to one port. */
export const SCTP_REUSE_PORT: SocketOption<boolean> = option("SCTP_REUSE_PORT", codecs.boolean, SctpOption);

export const SCTP_DEFAULT_SNDINFO: SocketOption<SctpSendInfo, Partial<SctpSendInfo>> = option(
  "SCTP_DEFAULT_SNDINFO",
  sctpSendInfoCodec(systemLayout),
  SctpOption,
);

/** How the association of a one-to-one socket fares. */
export const SCTP_STATUS: SocketOption<SctpStatus, never> = readOnly(
  "SCTP_STATUS",
  sctpStatusDecoder(systemLayout),
  SctpOption,
);

/** Binds to more addresses (sctp_bindx), of the same port as the first. */
export const SCTP_SOCKOPT_BINDX_ADD: SocketOption<never, readonly SocketAddress[]> = writeOnly(
  "SCTP_SOCKOPT_BINDX_ADD",
  addressList,
  SctpOption,
);
/** Gives addresses up again. */
export const SCTP_SOCKOPT_BINDX_REM: SocketOption<never, readonly SocketAddress[]> = writeOnly(
  "SCTP_SOCKOPT_BINDX_REM",
  addressList,
  SctpOption,
);
