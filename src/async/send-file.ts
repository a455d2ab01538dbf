import { checkExtent, type FileSource, fileDescriptor } from "../bsd/send-file.ts";
import type { Socket } from "../bsd/socket.ts";
import { sendingFile } from "../everyday/send-file.ts";
import { drive } from "./drive.ts";
import { checkSocket } from "./operate.ts";
import { type AsyncOptions, checked } from "./options.ts";

/**
 * Sends `count` bytes of a file, or all up to its end, and gives how many those were; as
 * {@link Socket.sendFile}, again and again. A rejection tells with `sent` how much went. Keep the file open
 * until this has settled: then what was not sent can be read on from there.
 *
 * @example
 * import { open } from "node:fs/promises";
 * const file = await open(process.execPath);
 * await sendFile(socket, file, 4096, 100) // 100
 * await file.close();
 */
export async function sendFile(
  socket: Socket,
  file: FileSource,
  offset?: number | null,
  count?: number,
  options: AsyncOptions = {},
): Promise<number> {
  checked(options);
  checkSocket(socket);
  fileDescriptor(file);
  checkExtent(offset, count);
  const steps = sendingFile("sendFile", socket, file, offset, count);
  return drive("sendFile", "sendfile", steps, options, { socket, side: "write" });
}
