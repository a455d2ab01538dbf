import { brand } from "../core/brand.ts";
import { SocketConstant } from "../core/constant.ts";
import { constants } from "../sys/constants.ts";

/** A flag of one send. See send(2). Every send is made with MSG_NOSIGNAL, asked for or not. */
export class SendToOption extends SocketConstant {
  declare private readonly nominal: "SendToOption";

  static {
    brand(this, "SendToOption");
  }

  /** Only to hosts of directly connected networks. */
  static readonly dontRoute: SendToOption = new SendToOption("dontRoute", constants.MSG_DONTROUTE);
  /** Out-of-band data: TCP's one urgent byte. */
  static readonly outOfBand: SendToOption = new SendToOption("outOfBand", constants.MSG_OOB);
  /** Would-block rather than wait, also in blocking mode. */
  static readonly dontWait: SendToOption = new SendToOption("dontWait", constants.MSG_DONTWAIT);
  /** EPIPE without the signal SIGPIPE, as is always the case here. */
  static readonly noSignal: SendToOption = new SendToOption("noSignal", constants.MSG_NOSIGNAL);
  /** Ends a record, where the protocol has records. */
  static readonly endOfRecord: SendToOption = new SendToOption("endOfRecord", constants.MSG_EOR);
  /** More is to come: TCP may wait and fill its segments, UDP joins the pieces to one datagram. */
  static readonly more: SendToOption = new SendToOption("more", constants.MSG_MORE);
  /** The neighbour has been heard of: no need to probe it. */
  static readonly confirm: SendToOption = new SendToOption("confirm", constants.MSG_CONFIRM);
  /** Connects and sends at once (RFC 7413). */
  static readonly fastOpen: SendToOption = new SendToOption("fastOpen", constants.MSG_FASTOPEN);
  /** Sends from the caller's memory without a copy; completion arrives on the error queue. */
  static readonly zeroCopy: SendToOption = new SendToOption("zeroCopy", constants.MSG_ZEROCOPY);
}
