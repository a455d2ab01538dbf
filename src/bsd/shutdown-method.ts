import { brand } from "../core/brand.ts";
import { SocketConstant } from "../core/constant.ts";
import { constants } from "../sys/constants.ts";

/** Which halves of a connection `shutdown` ends. See shutdown(2). */
export class ShutdownMethod extends SocketConstant {
  declare private readonly nominal: "ShutdownMethod";

  static {
    brand(this, "ShutdownMethod");
  }

  /** Nothing more is received. */
  static readonly read: ShutdownMethod = new ShutdownMethod("read", constants.SHUT_RD);
  /** Nothing more is sent; the peer reads to the end of the stream. */
  static readonly write: ShutdownMethod = new ShutdownMethod("write", constants.SHUT_WR);
  static readonly readWrite: ShutdownMethod = new ShutdownMethod("readWrite", constants.SHUT_RDWR);
}
