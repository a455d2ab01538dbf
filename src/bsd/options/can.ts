/** Options of CAN: SOL_CAN_RAW, SOL_CAN_ISOTP, SOL_CAN_J1939. See the kernel's networking/can.rst, iso15765-2.rst, j1939.rst. */
import { systemLayout } from "../../core/struct.ts";
import { constants } from "../../sys/constants.ts";
import { type CanFilter, canFilterCodec, type J1939Filter, j1939FilterCodec, MOST_FILTERS } from "../can-filter.ts";
import { codecs } from "../codecs.ts";
import {
  type IsoTpFlowControl,
  type IsoTpLinkLayer,
  type IsoTpOptions,
  isoTpFlowControlCodec,
  isoTpLinkLayerCodec,
  isoTpOptionsCodec,
} from "../iso-tp.ts";
import { SocketOptionLevel } from "../option-level.ts";
import { defineSocketOptionType, type SocketOption } from "../socket-option.ts";
import { listCodec } from "../struct-codec.ts";
import { option, writeOnly } from "./make.ts";

export type { CanFilter, J1939Filter } from "../can-filter.ts";
export type { IsoTpFlag, IsoTpFlowControl, IsoTpLinkLayer, IsoTpOptions } from "../iso-tp.ts";

/** Raw CAN frames: the kernel's networking/can.rst. */
export const SOL_CAN_RAW: SocketOptionLevel = new SocketOptionLevel("SOL_CAN_RAW", constants.SOL_CAN_RAW);
/** ISO 15765-2 over CAN: the kernel's networking/iso15765-2.rst. */
export const SOL_CAN_ISOTP: SocketOptionLevel = new SocketOptionLevel("SOL_CAN_ISOTP", constants.SOL_CAN_ISOTP);
/** SAE J1939 over CAN: the kernel's networking/j1939.rst. */
export const SOL_CAN_J1939: SocketOptionLevel = new SocketOptionLevel("SOL_CAN_J1939", constants.SOL_CAN_J1939);
const CanRawOption = defineSocketOptionType("CanRawOption", SOL_CAN_RAW);
const CanIsoTpOption = defineSocketOptionType("CanIsoTpOption", SOL_CAN_ISOTP);
const CanJ1939Option = defineSocketOptionType("CanJ1939Option", SOL_CAN_J1939);

/** The frames that are taken: those that fit any of the filters, at most 512; none, if there is none. */
export const CAN_RAW_FILTER: SocketOption<readonly CanFilter[]> = option(
  "CAN_RAW_FILTER",
  listCodec(canFilterCodec(systemLayout), MOST_FILTERS),
  CanRawOption,
);
/** The classes of errors that arrive as error frames, as bits: `linux/can/error.h`; 0 for none. */
export const CAN_RAW_ERR_FILTER: SocketOption<number> = option("CAN_RAW_ERR_FILTER", codecs.uint32, CanRawOption);
/** Whether other sockets of this machine see what this one sends. */
export const CAN_RAW_LOOPBACK: SocketOption<boolean> = option("CAN_RAW_LOOPBACK", codecs.boolean, CanRawOption);
/** Whether this socket sees what it sends itself. */
export const CAN_RAW_RECV_OWN_MSGS: SocketOption<boolean> = option(
  "CAN_RAW_RECV_OWN_MSGS",
  codecs.boolean,
  CanRawOption,
);
/** Whether CAN FD frames may be sent and received. */
export const CAN_RAW_FD_FRAMES: SocketOption<boolean> = option("CAN_RAW_FD_FRAMES", codecs.boolean, CanRawOption);
/** Whether a frame must fit all of the filters instead of any. */
export const CAN_RAW_JOIN_FILTERS: SocketOption<boolean> = option("CAN_RAW_JOIN_FILTERS", codecs.boolean, CanRawOption);

/** How a transport channel behaves: set before bind. */
export const CAN_ISOTP_OPTS: SocketOption<IsoTpOptions, Partial<IsoTpOptions>> = option(
  "CAN_ISOTP_OPTS",
  isoTpOptionsCodec(systemLayout),
  CanIsoTpOption,
);

/** What this side tells senders of long messages: set before bind. */
export const CAN_ISOTP_RECV_FC: SocketOption<IsoTpFlowControl, Partial<IsoTpFlowControl>> = option(
  "CAN_ISOTP_RECV_FC",
  isoTpFlowControlCodec(systemLayout),
  CanIsoTpOption,
);
/** Nanoseconds between sent frames, in place of what the receiver says, with the flag `forceTransmitGap`. */
export const CAN_ISOTP_TX_STMIN: SocketOption<number> = option("CAN_ISOTP_TX_STMIN", codecs.uint32, CanIsoTpOption);
/** Received frames that come within fewer nanoseconds are dropped, with the flag `forceReceiveGap`. */
export const CAN_ISOTP_RX_STMIN: SocketOption<number> = option("CAN_ISOTP_RX_STMIN", codecs.uint32, CanIsoTpOption);

/** The frames that are sent and received: set before bind. */
export const CAN_ISOTP_LL_OPTS: SocketOption<IsoTpLinkLayer, Partial<IsoTpLinkLayer>> = option(
  "CAN_ISOTP_LL_OPTS",
  isoTpLinkLayerCodec(systemLayout),
  CanIsoTpOption,
);

const j1939Filter = j1939FilterCodec(systemLayout);

/** The messages that are taken: those that fit any of the filters, at most 512; all, if there is none. */
export const SO_J1939_FILTER: SocketOption<never, readonly J1939Filter[]> = writeOnly(
  "SO_J1939_FILTER",
  listCodec<never, J1939Filter>({ ...j1939Filter, decode: () => undefined as never }, MOST_FILTERS),
  CanJ1939Option,
);
/** Whether messages for others are taken too. */
export const SO_J1939_PROMISC: SocketOption<boolean> = option("SO_J1939_PROMISC", codecs.boolean, CanJ1939Option);
/** The priority of sent messages: 0 is the highest, 7 the lowest; 0 and 1 take a privilege. */
export const SO_J1939_SEND_PRIO: SocketOption<number> = option("SO_J1939_SEND_PRIO", codecs.int32, CanJ1939Option);
/** Whether the fate of sent messages is told in the error queue. */
export const SO_J1939_ERRQUEUE: SocketOption<boolean> = option("SO_J1939_ERRQUEUE", codecs.boolean, CanJ1939Option);
