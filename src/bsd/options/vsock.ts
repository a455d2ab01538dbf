/** Options of vsock: their level is AF_VSOCK. See vsock(7). */
import { constants } from "../../sys/constants.ts";
import { codecs } from "../codecs.ts";
import { SocketOptionLevel } from "../option-level.ts";
import { defineSocketOptionType, type SocketOption } from "../socket-option.ts";
import { option } from "./make.ts";

/** Virtual machines and their host: vsock(7). */
export const AF_VSOCK: SocketOptionLevel = new SocketOptionLevel("AF_VSOCK", constants.AF_VSOCK);
const VsockOption = defineSocketOptionType("VsockOption", AF_VSOCK);

/** Bytes that a stream may have under way, between the two limits below. */
export const SO_VM_SOCKETS_BUFFER_SIZE: SocketOption<bigint> = option(
  "SO_VM_SOCKETS_BUFFER_SIZE",
  codecs.uint64,
  VsockOption,
);
/** The least that the buffer's size may be set to, in bytes. */
export const SO_VM_SOCKETS_BUFFER_MIN_SIZE: SocketOption<bigint> = option(
  "SO_VM_SOCKETS_BUFFER_MIN_SIZE",
  codecs.uint64,
  VsockOption,
);
/** The most that the buffer's size may be set to, in bytes. */
export const SO_VM_SOCKETS_BUFFER_MAX_SIZE: SocketOption<bigint> = option(
  "SO_VM_SOCKETS_BUFFER_MAX_SIZE",
  codecs.uint64,
  VsockOption,
);
/** Milliseconds after which an attempt to connect is given up. */
export const SO_VM_SOCKETS_CONNECT_TIMEOUT: SocketOption<number> = option(
  "SO_VM_SOCKETS_CONNECT_TIMEOUT",
  codecs.milliseconds,
  VsockOption,
);
