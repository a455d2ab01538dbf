/**
 * Other platforms' tables, written down from their headers, so that codecs are tested with layouts
 * that this machine does not have. Only sizes and places count; the headers are named at each.
 */
import type { Layout } from "../../src/core/struct.ts";

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
  };
}

/** The places of a struct's members, each at the next multiple of its own width, as C puts them. */
function struct(name: string, widths: readonly (readonly [bits: number, members: string])[]): Places {
  const places: Record<string, { offset: number; width: number }> = {};
  let end = 0;
  let widest = 1;
  for (const [bits, members] of widths) {
    const width = bits / 8;
    widest = Math.max(widest, width);
    for (const member of members.split(" ")) {
      const offset = Math.ceil(end / width) * width;
      places[`${name}.${member}`] = at(offset, width);
      end = offset + width;
    }
  }
  places[name] = at(0, Math.ceil(end / widest) * widest);
  return places;
}

/** Structs that are the same on every Linux but for the order of bytes: linux/tcp.h, linux/mptcp.h and others. */
const linuxStructs: Places = {
  ...struct("ucred", [[32, "pid uid gid"]]),
  ...struct("linux_timestamping", [[32, "flags bind_phc"]]),
  ...struct("linux_txtime", [[32, "clockid flags"]]),
  ...struct("linux_tcp_info", [
    [8, "state ca_state retransmits probes backoff options scales limits"],
    [32, "rto ato snd_mss rcv_mss unacked sacked lost retrans fackets"],
    [32, "last_data_sent last_ack_sent last_data_recv last_ack_recv"],
    [32, "pmtu rcv_ssthresh rtt rttvar snd_ssthresh snd_cwnd advmss reordering rcv_rtt rcv_space total_retrans"],
    [64, "pacing_rate max_pacing_rate bytes_acked bytes_received"],
    [32, "segs_out segs_in notsent_bytes min_rtt data_segs_in data_segs_out"],
    [64, "delivery_rate busy_time rwnd_limited sndbuf_limited"],
    [32, "delivered delivered_ce"],
    [64, "bytes_sent bytes_retrans"],
    [32, "dsack_dups reord_seen rcv_ooopack snd_wnd rcv_wnd rehash"],
    [16, "total_rto total_rto_recoveries"],
    [32, "total_rto_time received_ce delivered_e1_bytes delivered_e0_bytes delivered_ce_bytes"],
    [32, "received_e1_bytes received_e0_bytes received_ce_bytes accecn"],
  ]),
  ...struct("linux_vegas_info", [[32, "enabled rttcnt rtt minrtt"]]),
  ...struct("linux_dctcp_info", [
    [16, "enabled ce_state"],
    [32, "alpha ab_ecn ab_tot"],
  ]),
  ...struct("linux_bbr_info", [[32, "bw_lo bw_hi min_rtt pacing_gain cwnd_gain"]]),
  linux_md5sig: at(0, 216),
  "linux_md5sig.addr": at(0, 128),
  "linux_md5sig.flags": at(128, 1),
  "linux_md5sig.prefixlen": at(129, 1),
  "linux_md5sig.keylen": at(130, 2),
  "linux_md5sig.ifindex": at(132, 4),
  "linux_md5sig.key": at(136, 80),
  ...struct("linux_mptcp_info", [
    [8, "subflows add_addr_signal add_addr_accepted subflows_max add_addr_signal_max add_addr_accepted_max"],
    [32, "flags token"],
    [64, "write_seq snd_una rcv_nxt"],
    [8, "local_addr_used local_addr_max csum_enabled"],
    [32, "retransmits"],
    [64, "bytes_retrans bytes_sent bytes_received bytes_acked"],
    [8, "subflows_total endp_laminar_max endp_fullmesh_max"],
    [32, "last_data_sent last_data_recv last_ack_recv"],
  ]),
  linux_mptcp_subflow: at(0, 264),
  "linux_mptcp_subflow.id": at(0, 4),
  "linux_mptcp_subflow.local": at(8, 128),
  "linux_mptcp_subflow.remote": at(136, 128),
  ...struct("linux_mptcp_full_info", [
    [32, "size_tcpinfo_kernel size_tcpinfo_user size_sfinfo_kernel size_sfinfo_user num_subflows size_arrays_user"],
    [64, "subflow_info tcp_info"],
  ]),
  linux_mptcp_full_info: at(0, 136),
  "linux_mptcp_full_info.mptcp_info": at(40, 96),
};

/** macOS, arm64 and x86-64: sys/socket.h, netinet/in.h, sys/un.h, sys/_types/_timeval.h. */
export const macos: Layout = {
  littleEndian: true,
  places: {
    ...common(1, 1, 104),
    "sockaddr.sa_len": at(0, 1),
    timeval: at(0, 16),
    "timeval.tv_sec": at(0, 8),
    xucred: at(0, 76), // sys/ucred.h
    "xucred.cr_version": at(0, 4),
    "xucred.cr_uid": at(4, 4),
    "xucred.cr_ngroups": at(8, 2),
    "xucred.cr_groups": at(12, 64),
    "timeval.tv_usec": at(8, 4), // __darwin_suseconds_t is 32 bits; 4 bytes of padding follow
  },
};

/** The family numbers of macOS's sys/socket.h. */
export const MACOS = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 30 } as const;

/** Linux on a 64-bit big-endian machine, such as s390x. */
export const bigEndian: Layout = {
  littleEndian: false,
  places: {
    ...common(0, 2, 108),
    ...linuxStructs,
    timeval: at(0, 16),
    "timeval.tv_sec": at(0, 8),
    "timeval.tv_usec": at(8, 8),
  },
};

/** Linux on a 32-bit big-endian machine with 32-bit times, such as old powerpc. */
export const bigEndian32: Layout = {
  littleEndian: false,
  places: {
    ...common(0, 2, 108),
    timeval: at(0, 8),
    "timeval.tv_sec": at(0, 4),
    "timeval.tv_usec": at(4, 4),
  },
};

/** Linux on a 64-bit little-endian machine, such as x86-64 and arm64. */
export const linux64: Layout = {
  littleEndian: true,
  places: {
    ...common(0, 2, 108),
    ...linuxStructs,
    timeval: at(0, 16),
    "timeval.tv_sec": at(0, 8),
    "timeval.tv_usec": at(8, 8),
  },
};

/** The family numbers of Linux. */
export const LINUX = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 10 } as const;
