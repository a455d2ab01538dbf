/** Options of TIPC: SOL_TIPC. See the kernel's networking/tipc.rst. */
import { wrongType } from "../../core/check.ts";
import { systemLayout } from "../../core/struct.ts";
import { constants } from "../../sys/constants.ts";
import { codecs, type OptionCodec } from "../codecs.ts";
import { SocketOptionLevel } from "../option-level.ts";
import { defineSocketOptionType, type SocketOption } from "../socket-option.ts";
import { namedNumbers, structCodec } from "../struct-codec.ts";
import { option, readOnly, writeOnly } from "./make.ts";

/** Services of a cluster. */
export const SOL_TIPC: SocketOptionLevel = new SocketOptionLevel("SOL_TIPC", constants.SOL_TIPC);
const TipcOption = defineSocketOptionType("TipcOption", SOL_TIPC);

/** How soon messages are dropped when there are too many: those of low importance first. */
export type TipcImportance = "low" | "medium" | "high" | "critical";
const importances = namedNumbers<TipcImportance>(["low", "medium", "high", "critical"]);
const importance: OptionCodec<TipcImportance | number> = {
  foreignSize: 4,
  encode: (value) => codecs.uint32.encode(importances.toNumber("value", value)),
  decode: (bytes) => importances.fromNumber(codecs.uint32.decode(bytes)),
};

/** Options without a value: setting them to `true` is all. */
const bare: Pick<OptionCodec<unknown, true>, "foreignSize" | "encode"> = {
  foreignSize: 0,
  encode(value) {
    if (value !== true) throw wrongType("value", "true", value);
    return new Uint8Array(0);
  },
};

/** How early messages are dropped, or connections refused, when the receiver is overloaded: the least important first. */
export const TIPC_IMPORTANCE: SocketOption<TipcImportance | number> = option("TIPC_IMPORTANCE", importance, TipcOption);
/** Whether sent messages may be dropped on the way out instead of waiting. */
export const TIPC_SRC_DROPPABLE: SocketOption<boolean> = option("TIPC_SRC_DROPPABLE", codecs.boolean, TipcOption);
/** Whether messages that cannot be delivered are dropped instead of coming back. */
export const TIPC_DEST_DROPPABLE: SocketOption<boolean> = option("TIPC_DEST_DROPPABLE", codecs.boolean, TipcOption);
/** Milliseconds after which an attempt to connect is given up. */
export const TIPC_CONN_TIMEOUT: SocketOption<number> = option("TIPC_CONN_TIMEOUT", codecs.uint32, TipcOption);
/** Messages that wait to be received. */
export const TIPC_SOCK_RECVQ_DEPTH: SocketOption<number, never> = readOnly(
  "TIPC_SOCK_RECVQ_DEPTH",
  codecs.uint32,
  TipcOption,
);
/** Bytes that wait to be received. */
export const TIPC_SOCK_RECVQ_USED: SocketOption<number, never> = readOnly(
  "TIPC_SOCK_RECVQ_USED",
  codecs.uint32,
  TipcOption,
);
/** Multicasts go as broadcasts. */
export const TIPC_MCAST_BROADCAST: SocketOption<never, true> = writeOnly("TIPC_MCAST_BROADCAST", bare, TipcOption);
/** Multicasts go as a copy to each receiver. */
export const TIPC_MCAST_REPLICAST: SocketOption<never, true> = writeOnly("TIPC_MCAST_REPLICAST", bare, TipcOption);
/** Whether small messages of a stream are sent at once. */
export const TIPC_NODELAY: SocketOption<boolean> = option("TIPC_NODELAY", codecs.boolean, TipcOption);

/** A group of sockets that message each other. */
export interface TipcGroup {
  readonly type: number;
  /** Which member this socket is. */
  readonly instance: number;
  /** 2 for the cluster, 3 for this node. */
  readonly scope: number;
  /** 1 to receive what one sends, 2 to be told who comes and goes. */
  readonly flags: number;
}
/** Joins a group. */
export const TIPC_GROUP_JOIN: SocketOption<never, Partial<TipcGroup>> = writeOnly(
  "TIPC_GROUP_JOIN",
  structCodec<TipcGroup>(
    systemLayout,
    "tipc_group_request",
    { type: "type", instance: "instance", scope: "scope", flags: "flags" },
    { scope: 2 },
  ),
  TipcOption,
);
/** Leaves the group. */
export const TIPC_GROUP_LEAVE: SocketOption<never, true> = writeOnly("TIPC_GROUP_LEAVE", bare, TipcOption);
