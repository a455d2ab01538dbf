import { HANG_UP, POLL_ENTRY, pollUntil, READ_END, READABLE, writePollEntry } from "../bsd/wait.ts";
import { readUnsigned, systemLayout } from "../core/struct.ts";

/** Whether nothing more can come: the peer, or this side, has ended the direction that is read. */
export function hungUp(who: string, fd: number): boolean {
  const entry = new Uint8Array(POLL_ENTRY);
  writePollEntry(entry, fd, READABLE | READ_END);
  pollUntil(who, entry, 0);
  return (readUnsigned(systemLayout, entry, "pollfd.revents") & HANG_UP) !== 0;
}
