import { HANG_UP, POLL_ENTRY, pollUntil, READ_END, READABLE, writePollEntry } from "../bsd/wait.ts";
import { readUnsigned, systemLayout } from "../core/struct.ts";
import { required } from "../sys/constants.ts";

/** Whether nothing more can come: the peer, or this side, has ended the direction that is read. */
export function hungUp(who: string, fd: number): boolean {
  const entry = new Uint8Array(POLL_ENTRY);
  writePollEntry(entry, fd, READABLE | READ_END);
  pollUntil(who, entry, 0);
  return (readUnsigned(systemLayout, entry, "pollfd.revents") & HANG_UP) !== 0;
}

const POLLERR = required("POLLERR");

/** Whether an error is pending, or reports stand in the error queue. */
export function errorPending(who: string, fd: number): boolean {
  const entry = new Uint8Array(POLL_ENTRY);
  writePollEntry(entry, fd, 0);
  pollUntil(who, entry, 0);
  return (readUnsigned(systemLayout, entry, "pollfd.revents") & POLLERR) !== 0;
}
