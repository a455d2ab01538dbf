/** Values as the tour shows them: by their own text where they have one. */
import { type PollResult, Socket, SocketCondition, WouldBlock } from "../../index.ts";

const decoder = new TextDecoder();

/** Bytes as the text that they hold. */
function tellBytes(bytes: Uint8Array): string {
  return bytes.length === 0 ? "0 bytes" : `${bytes.length} bytes, ${JSON.stringify(decoder.decode(bytes))}`;
}

export function tell(value: unknown): string {
  if (value instanceof WouldBlock) return `WouldBlock ${value.code}`;
  if (value instanceof SocketCondition) return `${value.name}: ${value.message}`;
  if (value instanceof Uint8Array) return tellBytes(value);
  if (value instanceof Socket) return `fd ${value.fd}`;
  if (Array.isArray(value)) return value.map(tell).join(", ");
  if (typeof value === "bigint") return `${value}n`;
  return String(value);
}

/** After a bind: where the socket is now. */
export function tellLocal(socket: Socket): () => string {
  return () => String(socket.localAddress);
}

/** A receive that came to the end of its stream. */
export function tellEnd(value: unknown): string {
  return value instanceof Uint8Array && value.length === 0 ? "0 bytes: the end of the stream" : tell(value);
}

/** What the one socket that was polled is ready for. */
export function tellReady([result]: readonly PollResult[]): string {
  if (result === undefined) return "none is ready";
  const { readable, writable, priority, hangUp, error } = result;
  return Object.entries({ readable, writable, priority, hangUp, error })
    .flatMap(([name, is]) => (is ? [name] : []))
    .join(", ");
}

/** A condition's fields by name; of any other failure, its stack. */
export function tellFields(failure: unknown): readonly (readonly [string, string])[] {
  if (!(failure instanceof SocketCondition)) {
    return [["error", failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)]];
  }
  const { message, who, syscall, code, errno, type, text, address, port, local, cause } = failure;
  const fields = { message, who, syscall, code, errno, type, text, address, port, local, cause };
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
}
