import { constants } from "../sys/constants.ts";

/** What a frame carries, by the numbers that the IEEE gives out; `all`, on Linux, is every frame. */
export const EtherType: {
  readonly all: number;
  readonly ipv4: number;
  readonly arp: number;
  readonly vlan: number;
  readonly ipv6: number;
  readonly mpls: number;
  readonly eapol: number;
  readonly serviceVlan: number;
  /** For experiments within one's own network. */
  readonly experimental: number;
  readonly lldp: number;
  readonly macsec: number;
} = Object.freeze({
  all: constants.ETH_P_ALL ?? 0x0003,
  ipv4: 0x0800,
  arp: 0x0806,
  vlan: 0x8100,
  ipv6: 0x86dd,
  mpls: 0x8847,
  eapol: 0x888e,
  serviceVlan: 0x88a8,
  experimental: 0x88b5,
  lldp: 0x88cc,
  macsec: 0x88e5,
});
