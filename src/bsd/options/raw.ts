/**
 * Options of raw sockets: IPPROTO_RAW and IPPROTO_ICMPV6. See raw(7), icmp(7) and RFC 3542. Others that raw
 * sockets have are of IP and IPv6: IP_HDRINCL, IPV6_HDRINCL, IPV6_CHECKSUM.
 */
import { systemLayout } from "../../core/struct.ts";
import { IPPROTO_ICMPV6 } from "../option-level.ts";
import { type IcmpFilter, icmpFilterCodec } from "../raw-codecs.ts";
import { defineSocketOptionType, RawOption, type SocketOption } from "../socket-option.ts";
import { option } from "./make.ts";

const Icmp6Option = defineSocketOptionType("Icmp6Option", IPPROTO_ICMPV6);

/** The ICMP messages of types 0 to 31 that a raw ICMP socket does not hear; it hears all others. */
export const ICMP_FILTER: SocketOption<{ readonly block: number[] }, IcmpFilter> = option(
  "ICMP_FILTER",
  icmpFilterCodec(systemLayout, "icmp_filter"),
  RawOption,
);
/** The ICMPv6 messages, of types 0 to 255, that a raw ICMPv6 socket does not hear. */
export const ICMPV6_FILTER: SocketOption<{ readonly block: number[] }, IcmpFilter> = option(
  "ICMPV6_FILTER",
  icmpFilterCodec(systemLayout, "icmp6_filter"),
  Icmp6Option,
);
