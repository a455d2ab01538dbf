/** Sending all of a file, in steps. */
import { type FileSource, fileDescriptor } from "../bsd/send-file.ts";
import type { Socket } from "../bsd/socket.ts";
import { READABLE, waitUntil } from "../bsd/wait.ts";
import { SocketCondition } from "../core/condition.ts";
import type { WouldBlock } from "../core/would-block.ts";
import { required } from "../sys/constants.ts";
import { withProgress } from "./conditions.ts";
import { REST, type Steps, TURN, tryNow } from "./steps.ts";

const SOCK_STREAM = required("SOCK_STREAM");

/** What is sent between two looks at the clock, and at whether others wait for their turn. */
const CHUNK = 1 << 19;
/** A chunk that took longer, in milliseconds, came from a disk: others go first before the next one. */
const SLOW = 1;

/**
 * Sends `count` bytes of a file, or all up to its end: how many those were, which are fewer than `count`
 * where the file ends before. On a socket that keeps messages apart it is one message. An error tells with
 * `sent` how much went. The arguments have been checked.
 */
export function* sendingFile(
  who: string,
  socket: Socket,
  file: FileSource,
  offset: number | null | undefined,
  count: number | undefined,
): Steps<number> {
  const stream = socket.type.value === SOCK_STREAM;
  let sent = 0;
  let again = false;
  try {
    for (;;) {
      const start = performance.now();
      const place = typeof offset === "number" ? offset + sent : undefined;
      const left = count === undefined ? undefined : count - sent;
      let result: number | WouldBlock;
      try {
        result = tryNow(socket, () => socket.sendFile(file, place, stream ? Math.min(left ?? CHUNK, CHUNK) : left));
      } catch (error) {
        if (error instanceof SocketCondition && error.code === "EINTR") continue;
        throw error;
      }
      if (typeof result !== "number") {
        // Room to send, and still nothing went: the file is a pipe with nothing in it.
        const source = again ? fileDescriptor(file) : -1;
        again = true;
        if (source < 0 || waitUntil(who, source, READABLE, 0)) yield { socket, event: "write" };
        else yield { lookup: { fd: source } };
        continue;
      }
      again = false;
      sent += result;
      if (result === 0 || sent === count || !stream) return sent;
      yield performance.now() - start > SLOW ? REST : TURN;
    }
  } catch (error) {
    throw withProgress(error, { sent });
  }
}
