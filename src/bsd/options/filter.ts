/** Packet filters of a socket: options of SOL_SOCKET. See socket(7), packet(7), and docs/filters.md. */
import { descriptor, instance, wrongValue } from "../../core/check.ts";
import { codecs, type OptionCodec } from "../codecs.ts";
import { LONGEST } from "../filter/instruction.ts";
import { FilterProgram } from "../filter/program.ts";
import type { SocketOption } from "../socket-option.ts";
import { option, readOnly } from "./make.ts";
import { setOnly } from "./set-only.ts";

// C hands the kernel a pointer to these bytes, and counts instructions where the kernel does.
const program: OptionCodec<FilterProgram | undefined, FilterProgram> = {
  foreignSize: 8 * LONGEST,
  encode: (value) => instance("value", value, FilterProgram).encode(),
  decode: (bytes) => (bytes.length === 0 ? undefined : FilterProgram.decode(bytes)),
};

/** A descriptor that bpf(2) made. */
const loaded = (value: number): Uint8Array => codecs.int32.encode(descriptor("value", value));

/** Of an option that is there to do something, not to do it with a value. */
function nothing(value: true | undefined): Uint8Array {
  if (value !== true && value !== undefined) throw wrongValue("value", "true", value);
  return codecs.int32.encode(0);
}

/** An extended BPF program in place of a {@link FilterProgram}: the descriptor that bpf(2) gave for it. */
export const SO_ATTACH_BPF: SocketOption<never, number> = setOnly("SO_ATTACH_BPF", loaded);
/**
 * The filter that packets must pass to be received. It takes the place of the one before, and reads back as it
 * was set; `undefined` when there is none.
 */
export const SO_ATTACH_FILTER: SocketOption<FilterProgram | undefined, FilterProgram> = option(
  "SO_ATTACH_FILTER",
  program,
);
/**
 * The program that chooses, among the sockets that share an address by SO_REUSEPORT, the one that gets a packet:
 * what it returns is the socket's number in the order of binding.
 */
export const SO_ATTACH_REUSEPORT_CBPF: SocketOption<never, FilterProgram> = setOnly(
  "SO_ATTACH_REUSEPORT_CBPF",
  program.encode,
);
/** The same by an extended program: the descriptor that bpf(2) gave for it. */
export const SO_ATTACH_REUSEPORT_EBPF: SocketOption<never, number> = setOnly("SO_ATTACH_REUSEPORT_EBPF", loaded);
/** Removes the filter; the value is `true`. */
export const SO_DETACH_FILTER: SocketOption<never, true | undefined> = setOnly("SO_DETACH_FILTER", nothing);
/** The same under another name. */
export const SO_DETACH_BPF: SocketOption<never, true | undefined> = setOnly("SO_DETACH_BPF", nothing);
/** Removes the program that chooses among sockets; the value is `true`. */
export const SO_DETACH_REUSEPORT_BPF: SocketOption<never, true | undefined> = setOnly(
  "SO_DETACH_REUSEPORT_BPF",
  nothing,
);
/** The filter that was set, as SO_ATTACH_FILTER reads it. */
export const SO_GET_FILTER: SocketOption<FilterProgram | undefined, never> = readOnly("SO_GET_FILTER", program);
