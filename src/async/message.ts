/** Messages, awaited: data in pieces, with control messages beside it. */
import type {
  DataOf,
  DataToSend,
  MessageToSend,
  ReceivedMessage,
  ReceiveIntoRequest,
  ReceiveSizeRequest,
} from "../bsd/message.ts";
import { checkRequest, endOfStream, Outgoing } from "../bsd/message.ts";
import { ReceiveFromOption } from "../bsd/receive-from-option.ts";
import type { Socket } from "../bsd/socket.ts";
import { stillThere } from "../core/bytes.ts";
import { WouldBlock } from "../core/would-block.ts";
import { Method } from "./method.ts";
import { receive } from "./methods.ts";
import { checkSocket, operate } from "./operate.ts";
import { type AsyncOptions, checked } from "./options.ts";
import { isNotUsers } from "./zero-copy-socket.ts";

type Pieces = ArrayBufferView | readonly ArrayBufferView[];

/** The memory of a call that may wait: each piece must be there when it is its turn, as long as it was. */
function keeping(name: string, pieces: Pieces): () => DataToSend {
  if (!Array.isArray(pieces)) {
    const view = pieces as ArrayBufferView;
    const length = view.byteLength;
    return () => stillThere(name, view, length);
  }
  const views = [...(pieces as readonly ArrayBufferView[])];
  const lengths = views.map((view) => view.byteLength);
  return () => views.map((view, index) => stillThere(`${name}[${index}]`, view, lengths[index] as number));
}

/**
 * Sends a message, and gives the number of bytes, which on a stream may be fewer than there are: the control
 * messages went with them. See {@link Socket.sendMessage}.
 */
export function sendMessage(socket: Socket, message: MessageToSend, options?: AsyncOptions): Promise<number> {
  try {
    checkSocket(socket);
    if (options !== undefined) checked(options);
    // Checked now, whoever is served before; and sent as it is if nobody is.
    let first: Outgoing | undefined = new Outgoing(message, socket.domain, socket.type);
    const data = keeping("message.data", message.data);
    const given = { ...message };
    const method = new Method<number>("sendMessage", "sendmsg", "write", () => {
      const checked = first;
      first = undefined;
      return socket.sendMessage(checked?.fresh === true ? checked.message : { ...given, data: data() });
    });
    const sent = operate(method, socket, undefined, 0, undefined, undefined, options);
    // Later a socket to be passed may be closed, and its number another's.
    first = undefined;
    return sent;
  } catch (error) {
    return Promise.reject(error);
  }
}

/** What is in the error queue, but for what `sendZeroCopy` alone waits for. */
function receiveReport(socket: Socket, next: () => ReceiveSizeRequest): ReceivedMessage | WouldBlock {
  for (;;) {
    const message = socket.receiveMessage(next());
    if (message instanceof WouldBlock || !isNotUsers(message)) return message;
  }
}

/**
 * Receives a message. With the flag `errorQueue` it waits until there is something in the error queue, and
 * until then others may receive and send: what it takes does not reach them. See {@link Socket.receiveMessage}.
 */
export function receiveMessage(
  socket: Socket,
  request: ReceiveSizeRequest,
  options?: AsyncOptions,
): Promise<ReceivedMessage>;
export function receiveMessage<const Into extends ArrayBufferView | readonly ArrayBufferView[]>(
  socket: Socket,
  request: ReceiveIntoRequest<Into>,
  options?: AsyncOptions,
): Promise<ReceivedMessage<DataOf<Into>>>;
export function receiveMessage(
  socket: Socket,
  request: ReceiveSizeRequest | ReceiveIntoRequest<Pieces>,
  options?: AsyncOptions,
): Promise<ReceivedMessage<Uint8Array | Uint8Array[]>> {
  type Message = ReceivedMessage<Uint8Array | Uint8Array[]>;
  try {
    checkSocket(socket);
    if (options !== undefined) checked(options);
    checkRequest(request);
    const { into, flags } = request;
    const memory = into === undefined ? undefined : keeping("request.into", into);
    const given = { ...request };
    const next = (): ReceiveSizeRequest =>
      (memory === undefined ? given : { ...given, into: memory() }) as ReceiveSizeRequest;
    const fromErrors = Array.isArray(flags) && flags.includes(ReceiveFromOption.errorQueue);
    const method = new Method<Message, ReceiveFromOption>(
      "receiveMessage",
      "recvmsg",
      fromErrors ? "error" : "read",
      fromErrors ? () => receiveReport(socket, next) : () => socket.receiveMessage(next()),
      // As a receive ends.
      () => (receive.ended?.(socket, flags) === undefined ? undefined : () => endOfStream(into)),
    );
    return operate(method, socket, undefined, 0, flags, undefined, options);
  } catch (error) {
    return Promise.reject(error);
  }
}
