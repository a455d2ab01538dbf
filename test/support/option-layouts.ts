/** Where the members of Linux's structs lie that are values of options, written down from its headers. */
import type { Layout } from "../../src/core/struct.ts";

type Places = Layout["places"];
const at = (offset: number, width: number): { offset: number; width: number } => ({ offset, width });

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

/** The structs of options, the same on every Linux but for the order of bytes: linux/tcp.h, linux/mptcp.h and others. */
export const optionStructs: Places = {
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
