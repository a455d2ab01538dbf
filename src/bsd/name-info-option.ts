import { brand } from "../core/brand.ts";
import { SocketConstant } from "../core/constant.ts";
import { constants } from "../sys/constants.ts";

/** A flag of {@link getNameInfo}. See getnameinfo(3). */
export class NameInfoOption extends SocketConstant {
  declare private readonly nominal: "NameInfoOption";

  static {
    brand(this, "NameInfoOption");
  }

  /** The address in figures: no name is looked up. */
  static readonly numericHost: NameInfoOption = new NameInfoOption("numericHost", constants.NI_NUMERICHOST);
  /** The port in figures. */
  static readonly numericService: NameInfoOption = new NameInfoOption("numericService", constants.NI_NUMERICSERV);
  /** A host without a name is an error. */
  static readonly nameRequired: NameInfoOption = new NameInfoOption("nameRequired", constants.NI_NAMEREQD);
  /** Local hosts without their domain. */
  static readonly noFullName: NameInfoOption = new NameInfoOption("noFullName", constants.NI_NOFQDN);
  /** The service is UDP's where it differs from TCP's. */
  static readonly datagram: NameInfoOption = new NameInfoOption("datagram", constants.NI_DGRAM);
}
