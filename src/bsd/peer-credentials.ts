/** Who is at the other end of a Unix socket, as the kernel knows: SO_PEERCRED of unix(7) and its siblings. */
import { boolean, options as checkOptions, instance, wrongValue } from "../core/check.ts";
import { SocketCondition, unsupported } from "../core/condition.ts";
import { EBADF, ENOTCONN } from "../core/errno.ts";
import { hasMember, type Layout, placeOf, readSigned, readUnsigned, sizeOf, systemLayout } from "../core/struct.ts";
import { type ConstantName, constants } from "../sys/constants.ts";
import { system } from "../sys/system.ts";
import { type ReceivedDescriptor, receivedAnew } from "./received-descriptor.ts";
import { Socket } from "./socket.ts";

/** The process at the other end. */
export interface PeerCredentials {
  /** `undefined` where the system does not tell; 0 for a process that this one cannot see. */
  readonly pid: number | undefined;
  readonly uid: number;
  readonly gid: number;
  /** Its supplementary groups; `undefined` where the system does not tell. */
  readonly groups: readonly number[] | undefined;
  /** A descriptor that stands for the process, where it was asked for. */
  readonly pidfd: ReceivedDescriptor | undefined;
}

export interface PeerCredentialsOptions {
  /** Asks for a descriptor of the process, which no other process can come to bear: see pidfd_open(2). */
  readonly pidfd?: boolean | undefined;
}

const WHO = "peerCredentials";
const NOBODY = 0xffff_ffff;
const MOST_GROUPS = 65536;

/** Reads an option into bytes; `undefined` where the kernel has none such. Other errors are thrown. */
function ask(fd: number, level: number, id: number, name: string, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  const result = system.getOption(fd, level, id, bytes, size);
  if (result < 0) throw new SocketCondition(WHO, "getsockopt", -result, { subject: name });
  return bytes.subarray(0, Math.min(result, size));
}

function word(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, systemLayout.littleEndian);
}

/** A list of group numbers as the kernel lays it out. */
export function groupsIn(layout: Layout, bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length >> 2 }, (_, index) => view.getUint32(4 * index, layout.littleEndian));
}

/** `struct ucred` of Linux. */
export function decodeUcred(layout: Layout, bytes: Uint8Array): { pid: number; uid: number; gid: number } {
  return {
    pid: readSigned(layout, bytes, "ucred.pid"),
    uid: readUnsigned(layout, bytes, "ucred.uid"),
    gid: readUnsigned(layout, bytes, "ucred.gid"),
  };
}

/** `struct xucred` of macOS and the BSDs: the first of the groups is the process's own. */
export function decodeXucred(layout: Layout, bytes: Uint8Array): { uid: number; gid: number; groups: number[] } {
  const { offset, width } = placeOf(layout, "xucred.cr_groups");
  const count = Math.min(readUnsigned(layout, bytes, "xucred.cr_ngroups"), width >> 2);
  const groups = groupsIn(layout, bytes.subarray(offset, offset + 4 * count));
  return { uid: readUnsigned(layout, bytes, "xucred.cr_uid"), gid: groups[0] ?? NOBODY, groups };
}

/** SO_PEERGROUPS, into ever more room until they fit. */
function supplementary(fd: number, level: number): number[] | undefined {
  const id = constants.SO_PEERGROUPS;
  if (id === undefined) return undefined;
  for (let room = 64; ; room *= 8) {
    const bytes = new Uint8Array(4 * room);
    const result = system.getOption(fd, level, id, bytes, bytes.length);
    if (result >= 0) return groupsIn(systemLayout, bytes.subarray(0, Math.min(result, bytes.length)));
    if (result === -(constants.ERANGE ?? 0) && room < MOST_GROUPS) continue;
    if (result === -(constants.ENOPROTOOPT ?? 0)) return undefined;
    throw new SocketCondition(WHO, "getsockopt", -result, { subject: "SO_PEERGROUPS" });
  }
}

function processOf(fd: number, level: number): ReceivedDescriptor {
  const id = constants.SO_PEERPIDFD;
  if (id === undefined) throw unsupported(WHO, "getsockopt", "SO_PEERPIDFD");
  return receivedAnew(word(ask(fd, level, id, "SO_PEERPIDFD", 4)));
}

/** What of the BSDs' way there is here. */
function askXucred(fd: number, pidfd: boolean): PeerCredentials {
  const level = constants.SOL_LOCAL;
  const id = constants.LOCAL_PEERCRED;
  if (level === undefined || id === undefined || !hasMember(systemLayout, "xucred")) {
    throw unsupported(WHO, "getsockopt", "SO_PEERCRED");
  }
  if (pidfd) throw unsupported(WHO, "getsockopt", "SO_PEERPIDFD");
  const bytes = ask(fd, level, id, "LOCAL_PEERCRED", sizeOf(systemLayout, "xucred"));
  const pidId: ConstantName = "LOCAL_PEERPID";
  const pid = constants[pidId] === undefined ? undefined : word(ask(fd, level, constants[pidId], pidId, 4));
  return { pid, ...decodeXucred(systemLayout, bytes), pidfd: undefined };
}

/**
 * Who is at the other end of a connected Unix socket: the process that connected, listened or made the pair,
 * as it was then. On datagram sockets that are no pair ask for `credentials` control messages instead, with
 * SO_PASSCRED. See unix(7).
 *
 * *Errors*: ENOTCONN when nobody is there; ENODATA, ESRCH or EINVAL for the `pidfd` of a process that is gone;
 * ENOTSUP, ENOPROTOOPT where the system does not tell.
 *
 * @example
 * peerCredentials(socket).pid === process.pid
 */
export function peerCredentials(socket: Socket, options: PeerCredentialsOptions = {}): PeerCredentials {
  instance("socket", socket, Socket);
  checkOptions("options", options, ["pidfd"]);
  const pidfd = options.pidfd === undefined ? false : boolean("options.pidfd", options.pidfd);
  if (socket.domain.value !== constants.AF_UNIX) throw wrongValue("socket", "a Unix socket", socket);
  const { fd } = socket;
  if (fd < 0) throw new SocketCondition(WHO, "getsockopt", EBADF);
  const level = constants.SOL_SOCKET;
  const id = constants.SO_PEERCRED;
  if (level === undefined || id === undefined || !hasMember(systemLayout, "ucred")) return askXucred(fd, pidfd);
  const { pid, uid, gid } = decodeUcred(systemLayout, ask(fd, level, id, "SO_PEERCRED", sizeOf(systemLayout, "ucred")));
  // The kernel's way to say that there is nobody.
  if (pid === 0 && uid === NOBODY && gid === NOBODY) throw new SocketCondition(WHO, "getsockopt", ENOTCONN);
  const groups = supplementary(fd, level);
  return { pid, uid, gid, groups, pidfd: pidfd ? processOf(fd, level) : undefined };
}
