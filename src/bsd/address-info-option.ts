import { brand } from "../core/brand.ts";
import { SocketConstant } from "../core/constant.ts";
import { constants } from "../sys/constants.ts";

/** A flag of {@link getAddressInfo}. See getaddrinfo(3). */
export class AddressInfoOption extends SocketConstant {
  declare private readonly nominal: "AddressInfoOption";

  static {
    brand(this, "AddressInfoOption");
  }

  /** Tells the host's canonical name too. */
  static readonly canonicalName: AddressInfoOption = new AddressInfoOption("canonicalName", constants.AI_CANONNAME);
  /** The node is an address in figures: no name is looked up. */
  static readonly numericHost: AddressInfoOption = new AddressInfoOption("numericHost", constants.AI_NUMERICHOST);
  /** For a listener: without a node, the address is any. */
  static readonly passive: AddressInfoOption = new AddressInfoOption("passive", constants.AI_PASSIVE);
  /** The service is a port in figures. */
  static readonly numericService: AddressInfoOption = new AddressInfoOption("numericService", constants.AI_NUMERICSERV);
  /** IPv4 addresses as IPv6 ones, where there are no others. */
  static readonly v4Mapped: AddressInfoOption = new AddressInfoOption("v4Mapped", constants.AI_V4MAPPED);
  /** With `v4Mapped`: both kinds. */
  static readonly all: AddressInfoOption = new AddressInfoOption("all", constants.AI_ALL);
  /** Only families that an interface of this machine has an address of. */
  static readonly addressConfig: AddressInfoOption = new AddressInfoOption("addressConfig", constants.AI_ADDRCONFIG);
}
