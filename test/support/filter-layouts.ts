/** The structs of multicast options and of filters, on the platforms of layouts.ts that have them. */
import type { Layout } from "../../src/core/struct.ts";

const at = (offset: number, width: number): { offset: number; width: number } => ({ offset, width });

/** linux/filter.h; net/bpf.h of macOS has the same under other names. */
export function withFilters(layout: Layout): Layout {
  return {
    ...layout,
    places: {
      ...layout.places,
      sock_filter: at(0, 8),
      "sock_filter.code": at(0, 2),
      "sock_filter.jt": at(2, 1),
      "sock_filter.jf": at(3, 1),
      "sock_filter.k": at(4, 4),
    },
  };
}

/** netinet/in.h of Linux, and of macOS, which puts the source before the interface. */
export function withMulticast(layout: Layout): Layout {
  const bsd = layout.places["sockaddr.sa_len"] !== undefined;
  const wide = layout.places["timeval"]?.width === 16; // a sockaddr_storage is aligned to 8 bytes, or to 4
  const storage = wide ? 8 : 4;
  return {
    ...layout,
    places: {
      ...layout.places,
      ipv6_mreq: at(0, 20),
      "ipv6_mreq.ipv6mr_multiaddr": at(0, 16),
      "ipv6_mreq.ipv6mr_interface": at(16, 4),
      ip_mreqn: at(0, 12),
      "ip_mreqn.imr_multiaddr": at(0, 4),
      "ip_mreqn.imr_address": at(4, 4),
      "ip_mreqn.imr_ifindex": at(8, 4),
      ip_mreq_source: at(0, 12),
      "ip_mreq_source.imr_multiaddr": at(0, 4),
      "ip_mreq_source.imr_interface": at(bsd ? 8 : 4, 4),
      "ip_mreq_source.imr_sourceaddr": at(bsd ? 4 : 8, 4),
      group_req: at(0, bsd ? 132 : storage + 128), // packed on macOS
      "group_req.gr_interface": at(0, 4),
      "group_req.gr_group": at(bsd ? 4 : storage, 128),
      group_source_req: at(0, bsd ? 260 : storage + 256),
      "group_source_req.gsr_interface": at(0, 4),
      "group_source_req.gsr_group": at(bsd ? 4 : storage, 128),
      "group_source_req.gsr_source": at(bsd ? 132 : storage + 128, 128),
      ip_msfilter: at(0, 20),
      "ip_msfilter.imsf_multiaddr": at(0, 4),
      "ip_msfilter.imsf_interface": at(4, 4),
      "ip_msfilter.imsf_fmode": at(8, 4),
      "ip_msfilter.imsf_numsrc": at(12, 4),
      "ip_msfilter.imsf_slist": at(16, 4),
      group_filter: at(0, storage + 264),
      "group_filter.gf_interface": at(0, 4),
      "group_filter.gf_group": at(storage, 128),
      "group_filter.gf_fmode": at(storage + 128, 4),
      "group_filter.gf_numsrc": at(storage + 132, 4),
      "group_filter.gf_slist": at(storage + 136, 128),
    },
  };
}
