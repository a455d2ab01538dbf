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
