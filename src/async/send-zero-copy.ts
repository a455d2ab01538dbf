import { SocketAddress } from "../address/socket-address.ts";
import type { ControlMessage } from "../bsd/control/messages.ts";
import { type DataToSend, type MessageToSend, Outgoing } from "../bsd/message.ts";
import { SendToOption } from "../bsd/send-to-option.ts";
import type { Socket } from "../bsd/socket.ts";
import { instance } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import type { WouldBlock } from "../core/would-block.ts";
import { renamed, withProgress } from "../everyday/conditions.ts";
import { TURN, tryNow } from "../everyday/steps.ts";
import { pollerOf } from "../poller/event-loop.ts";
import type { Poller } from "../poller/poller.ts";
import { required } from "../sys/constants.ts";
import { type AwaitedSteps, drive } from "./drive.ts";
import { checkSocket } from "./operate.ts";
import type { FlagOptions } from "./options.ts";
import { flagsOf } from "./transfer.ts";
import { type ZeroCopyCompletion, ZeroCopyFlight } from "./zero-copy-flight.ts";
import { ZeroCopyMemory } from "./zero-copy-memory.ts";
import { ZeroCopySocket } from "./zero-copy-socket.ts";

const SOCK_STREAM = required("SOCK_STREAM");

/** What `sendZeroCopy` takes. */
export interface ZeroCopyOptions extends FlagOptions<SendToOption> {
  /** Whom to, where the socket is not connected. */
  readonly address?: SocketAddress | undefined;
  /** Control messages, which go with the first byte. */
  readonly control?: readonly ControlMessage[] | undefined;
}

/** Data that the kernel has taken, and may be reading still. */
export interface ZeroCopySend {
  /** How many bytes: all of them. */
  readonly sent: number;
  /**
   * Resolves when the kernel is done with the memory, which may then be written to again: as a rule when the peer
   * has acknowledged it. Rejects with ECANCELED when the socket, or the loop, is closed before. No timeout and no
   * signal ends it, for they would not end what it tells of.
   */
  readonly completed: Promise<ZeroCopyCompletion>;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof SocketCondition && error.code === code;
}

function* sendingZeroCopy(
  flight: ZeroCopyFlight,
  poller: Poller,
  { address, control, flags = [] }: Omit<MessageToSend, "data">,
): AwaitedSteps<ZeroCopySend> {
  const { socket, memory, completed } = flight;
  const { length } = memory;
  const stream = socket.type.value === SOCK_STREAM;
  const withoutCopy = [...flags, SendToOption.zeroCopy];
  let sent = 0;
  let copying = false;
  try {
    const line = ZeroCopySocket.of(socket);
    memory.pin();
    for (;;) {
      const data = memory.rest(sent);
      const beside = { address, control: sent === 0 ? control : undefined, flags: copying ? flags : withoutCopy };
      let result: number | WouldBlock;
      try {
        result = tryNow(socket, () => socket.sendMessage({ data, ...beside }));
      } catch (error) {
        if (hasCode(error, "EINTR")) continue;
        if (copying) throw error;
        const room = line.failed();
        if (!hasCode(error, "ENOBUFS")) throw error;
        // So much memory may be under way, and no more; where nothing is, none may, and it is copied.
        if (room) continue;
        if (line.busy) yield { until: line.untilOneIsDone };
        else copying = true;
        continue;
      }
      if (typeof result !== "number") {
        yield { socket, event: "write" };
        continue;
      }
      sent += result;
      if (copying) flight.copied(sent);
      else if (result > 0) line.took(flight, sent, poller);
      copying = false;
      if (sent >= length || !stream) break;
      yield TURN;
    }
    return { sent, completed };
  } catch (error) {
    const progress = sent > 0 ? { sent, completed } : { sent };
    throw withProgress(renamed("sendZeroCopy", error), progress);
  } finally {
    flight.over(sent);
  }
}

/**
 * Sends all of the data from the memory where it is, and resolves when the kernel has taken it: leave the memory
 * as it is until `completed` says that the kernel is done with it. On a datagram socket it is one message. TCP and
 * UDP of Linux have it; the option SO_ZEROCOPY is set here. See docs/zero-copy.md.
 *
 * Where the kernel lets no more memory be under way, it waits until some is done; where it lets none be, it copies.
 *
 * *Errors*: those of `sendAll`, and EOPNOTSUPP for a socket of another kind. A rejection tells with `sent` how much
 * went; if that was anything, `completed` of the error tells when the memory is free.
 *
 * @example
 * const udp = Socket.create(SocketDomain.internet, SocketType.datagram);
 * const { completed } = await sendZeroCopy(udp, data, { address: InternetAddress.loopback(9) });
 * await completed // { copied: true }
 * udp.close();
 */
export async function sendZeroCopy(
  socket: Socket,
  data: DataToSend,
  options: ZeroCopyOptions = {},
): Promise<ZeroCopySend> {
  checkSocket(socket);
  const flags = flagsOf(options, SendToOption, ["flags", "address", "control"]);
  const { address, control } = options;
  if (address !== undefined) instance("options.address", address, SocketAddress);
  const memory = new ZeroCopyMemory(data);
  const message = { address, control, flags };
  // Checked now, whoever is served before.
  new Outgoing({ ...message, data: memory.rest(0) }, socket.domain, socket.type);
  options.signal?.throwIfAborted();
  const poller = pollerOf(options.loop, "sendZeroCopy");
  const flight = new ZeroCopyFlight(socket, memory, poller, options.ref !== false);
  const steps = sendingZeroCopy(flight, poller, message);
  return drive("sendZeroCopy", "sendmsg", steps, options, { socket, side: "write" });
}
