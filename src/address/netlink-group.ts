import { brand } from "../core/brand.ts";
import { SocketConstant } from "../core/constant.ts";
import { constants } from "../sys/constants.ts";

/**
 * A group of netlink(7) sockets that the kernel sends its events to. Those below are of the route
 * protocol, `SocketProtocol.auto`; other protocols number their own.
 */
export class NetlinkGroup extends SocketConstant {
  declare private readonly nominal: "NetlinkGroup";

  static {
    brand(this, "NetlinkGroup");
  }

  /** Interfaces. */
  static readonly link: NetlinkGroup = new NetlinkGroup("link", constants.RTNLGRP_LINK);
  /** Neighbours: who answers for an address on a link. */
  static readonly neighbour: NetlinkGroup = new NetlinkGroup("neighbour", constants.RTNLGRP_NEIGH);
  /** Traffic control. */
  static readonly trafficControl: NetlinkGroup = new NetlinkGroup("trafficControl", constants.RTNLGRP_TC);
  /** IPv4 addresses of interfaces. */
  static readonly internetAddress: NetlinkGroup = new NetlinkGroup("internetAddress", constants.RTNLGRP_IPV4_IFADDR);
  static readonly internetRoute: NetlinkGroup = new NetlinkGroup("internetRoute", constants.RTNLGRP_IPV4_ROUTE);
  static readonly internetRule: NetlinkGroup = new NetlinkGroup("internetRule", constants.RTNLGRP_IPV4_RULE);
  /** IPv6 addresses of interfaces. */
  static readonly internet6Address: NetlinkGroup = new NetlinkGroup("internet6Address", constants.RTNLGRP_IPV6_IFADDR);
  static readonly internet6Route: NetlinkGroup = new NetlinkGroup("internet6Route", constants.RTNLGRP_IPV6_ROUTE);
  static readonly internet6Rule: NetlinkGroup = new NetlinkGroup("internet6Rule", constants.RTNLGRP_IPV6_RULE);
}
