/**
 * Other platforms' tables, written down from their headers, so that codecs are tested with layouts
 * that this machine does not have. Only sizes and places count; the headers are named at each.
 */
import type { Layout } from "../../src/core/struct.ts";
import { optionStructs } from "./option-layouts.ts";

type Places = Layout["places"];
const at = (offset: number, width: number): { offset: number; width: number } => ({ offset, width });

/** What POSIX and the RFCs make the same everywhere but for the family's width. */
function common(familyAt: number, familyWidth: number, pathWidth: number): Places {
  return {
    sockaddr: at(0, 16),
    "sockaddr.sa_family": at(familyAt, familyWidth),
    sockaddr_storage: at(0, 128),
    sockaddr_in: at(0, 16),
    "sockaddr_in.sin_port": at(2, 2),
    "sockaddr_in.sin_addr": at(4, 4),
    sockaddr_in6: at(0, 28),
    "sockaddr_in6.sin6_port": at(2, 2),
    "sockaddr_in6.sin6_flowinfo": at(4, 4),
    "sockaddr_in6.sin6_addr": at(8, 16),
    "sockaddr_in6.sin6_scope_id": at(24, 4),
    sockaddr_un: at(0, 2 + pathWidth),
    "sockaddr_un.sun_path": at(2, pathWidth),
    linger: at(0, 8),
    "linger.l_onoff": at(0, 4),
    "linger.l_linger": at(4, 4),
    in6_pktinfo: at(0, 20),
    "in6_pktinfo.ipi6_addr": at(0, 16),
    "in6_pktinfo.ipi6_ifindex": at(16, 4),
    in_pktinfo: at(0, 12),
    "in_pktinfo.ipi_ifindex": at(0, 4),
    "in_pktinfo.ipi_spec_dst": at(4, 4),
    "in_pktinfo.ipi_addr": at(8, 4),
  };
}

/** A pair of numbers, such as a time. */
function pair(struct: string, first: string, second: string, width: number): Places {
  return {
    [struct]: at(0, 2 * width),
    [`${struct}.${first}`]: at(0, width),
    [`${struct}.${second}`]: at(width, width),
  };
}

/** The header of a control message: its length may be wider than an int, and so its alignment. */
function controlHeader(width: number, alignment: number): Places {
  return {
    cmsghdr: at(0, width + 8),
    "cmsghdr.cmsg_len": at(0, width),
    "cmsghdr.cmsg_level": at(width, 4),
    "cmsghdr.cmsg_type": at(width + 4, 4),
    "cmsghdr.data": at(width + 8, alignment), // where the data begins, and the alignment
  };
}

/** Linux's own structs, the same on every machine: linux/errqueue.h, struct ucred of socket.h. */
const linux: Places = {
  ucred: at(0, 12),
  "ucred.pid": at(0, 4),
  "ucred.uid": at(4, 4),
  "ucred.gid": at(8, 4),
  linux_extended_error: at(0, 16),
  "linux_extended_error.error": at(0, 4),
  "linux_extended_error.origin": at(4, 1),
  "linux_extended_error.type": at(5, 1),
  "linux_extended_error.code": at(6, 1),
  "linux_extended_error.info": at(8, 4),
  "linux_extended_error.data": at(12, 4),
};

/** macOS, arm64 and x86-64: sys/socket.h, netinet/in.h, sys/un.h, sys/_types/_timeval.h. */
export const macos: Layout = {
  littleEndian: true,
  places: {
    ...common(1, 1, 104),
    "sockaddr.sa_len": at(0, 1),
    timeval: at(0, 16),
    "timeval.tv_sec": at(0, 8),
    "timeval.tv_usec": at(8, 4), // __darwin_suseconds_t is 32 bits; 4 bytes of padding follow
    ...pair("timespec", "tv_sec", "tv_nsec", 8),
    ...controlHeader(4, 4),
    xucred: at(0, 76), // sys/ucred.h
    "xucred.cr_version": at(0, 4),
    "xucred.cr_uid": at(4, 4),
    "xucred.cr_ngroups": at(8, 2),
    "xucred.cr_groups": at(12, 64),
  },
};

/** The family numbers of macOS's sys/socket.h. */
export const MACOS = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 30 } as const;

/** Linux on a 64-bit big-endian machine, such as s390x. */
export const bigEndian: Layout = {
  littleEndian: false,
  places: {
    ...common(0, 2, 108),
    ...linux,
    ...optionStructs,
    ...pair("timeval", "tv_sec", "tv_usec", 8),
    ...pair("timespec", "tv_sec", "tv_nsec", 8),
    ...controlHeader(8, 8),
  },
};

/** Linux on a 32-bit big-endian machine with 32-bit times, such as old powerpc. */
export const bigEndian32: Layout = {
  littleEndian: false,
  places: {
    ...common(0, 2, 108),
    ...linux,
    ...pair("timeval", "tv_sec", "tv_usec", 4),
    ...pair("timespec", "tv_sec", "tv_nsec", 4),
    ...controlHeader(4, 4),
  },
};

/** Linux on a 64-bit little-endian machine, such as x86-64 and arm64. */
export const linux64: Layout = {
  littleEndian: true,
  places: {
    ...common(0, 2, 108),
    ...linux,
    ...optionStructs,
    ...pair("timeval", "tv_sec", "tv_usec", 8),
    ...pair("timespec", "tv_sec", "tv_nsec", 8),
    ...controlHeader(8, 8),
  },
};

/** The family numbers of Linux. */
export const LINUX = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 10 } as const;
