/** Options of MPTCP: SOL_MPTCP. See linux/mptcp.h and the kernel's document on MPTCP. */
import { SOL_MPTCP } from "../option-level.ts";
import { defineSocketOptionType, type SocketOption } from "../socket-option.ts";
import { ifThePlatformHas, readOnly } from "./make.ts";
import { type MptcpFullInfo, type MptcpInfo, mptcpFullInfoCodec, mptcpInfoCodec } from "./mptcp-info.ts";

const MptcpOption = defineSocketOptionType("MptcpOption", SOL_MPTCP);

/** The connection with each of its subflows. */
export const MPTCP_FULL_INFO: SocketOption<MptcpFullInfo, never> = readOnly(
  "MPTCP_FULL_INFO",
  ifThePlatformHas("linux_mptcp_full_info", mptcpFullInfoCodec),
  MptcpOption,
);
/** The connection as a whole. */
export const MPTCP_INFO: SocketOption<MptcpInfo, never> = readOnly(
  "MPTCP_INFO",
  ifThePlatformHas("linux_mptcp_info", mptcpInfoCodec),
  MptcpOption,
);
