import type { Socket } from "../bsd/socket.ts";
import { required } from "../sys/constants.ts";

const AF_INET = required("AF_INET");
const AF_INET6 = required("AF_INET6");
const SOCK_DGRAM = required("SOCK_DGRAM");
const SOCK_RAW = required("SOCK_RAW");

/** Whether the socket sends packets to whom errors may be reported that end nothing: refusals and their like. */
export function isInternetDatagram({ domain, type }: Socket): boolean {
  if (domain.value !== AF_INET && domain.value !== AF_INET6) return false;
  return type.value === SOCK_DGRAM || type.value === SOCK_RAW;
}
