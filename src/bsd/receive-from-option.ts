import { brand } from "../core/brand.ts";
import { SocketConstant } from "../core/constant.ts";
import { constants } from "../sys/constants.ts";

/** Elsewhere this flag is only one that messages come with. */
const TRUE_LENGTH = process.platform === "linux" || process.platform === "android" ? constants.MSG_TRUNC : undefined;

/** A flag of one receive. See recv(2). */
export class ReceiveFromOption extends SocketConstant {
  declare private readonly nominal: "ReceiveFromOption";

  static {
    brand(this, "ReceiveFromOption");
  }

  /** Out-of-band data: TCP's one urgent byte. */
  static readonly outOfBand: ReceiveFromOption = new ReceiveFromOption("outOfBand", constants.MSG_OOB);
  /** Looks at what is there and leaves it there. */
  static readonly peek: ReceiveFromOption = new ReceiveFromOption("peek", constants.MSG_PEEK);
  /** In blocking mode a stream waits until all the bytes asked for are there. */
  static readonly waitAll: ReceiveFromOption = new ReceiveFromOption("waitAll", constants.MSG_WAITALL);
  /** Would-block rather than wait, also in blocking mode. */
  static readonly dontWait: ReceiveFromOption = new ReceiveFromOption("dontWait", constants.MSG_DONTWAIT);
  /**
   * A datagram's true length is reported, also where it is longer than the room for it. TCP throws the bytes away.
   * Linux alone takes it.
   */
  static readonly truncate: ReceiveFromOption = new ReceiveFromOption("truncate", TRUE_LENGTH);
  /** Takes from the error queue. */
  static readonly errorQueue: ReceiveFromOption = new ReceiveFromOption("errorQueue", constants.MSG_ERRQUEUE);
  /** Descriptors that arrive are close-on-exec. */
  static readonly closeOnExec: ReceiveFromOption = new ReceiveFromOption("closeOnExec", constants.MSG_CMSG_CLOEXEC);
}
