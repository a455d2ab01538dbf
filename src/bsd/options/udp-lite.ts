/** Options of UDP-Lite: IPPROTO_UDPLITE. See udplite(7) and RFC 3828. */
import { codecs } from "../codecs.ts";
import { IPPROTO_UDPLITE } from "../option-level.ts";
import { defineSocketOptionType, type SocketOption } from "../socket-option.ts";
import { option } from "./make.ts";

const UdpLiteOption = defineSocketOptionType("UdpLiteOption", IPPROTO_UDPLITE);

/** Bytes of a datagram, from its start, that the checksum must cover for it to be taken; 0 for all. */
export const UDPLITE_RECV_CSCOV: SocketOption<number> = option("UDPLITE_RECV_CSCOV", codecs.int32, UdpLiteOption);
/** Bytes of a datagram that its checksum covers, the header's 8 included; 0 for all. */
export const UDPLITE_SEND_CSCOV: SocketOption<number> = option("UDPLITE_SEND_CSCOV", codecs.int32, UdpLiteOption);
