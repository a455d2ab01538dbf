/** Options of Unix sockets on macOS and the BSDs: SOL_LOCAL. See unix(4). */
import { codecs } from "../codecs.ts";
import { SOL_LOCAL } from "../option-level.ts";
import { defineSocketOptionType, type SocketOption } from "../socket-option.ts";
import { ifThePlatformHas, readOnly } from "./make.ts";
import { type LocalCredentials, localCredentialsCodec } from "./peer-credentials.ts";

const LocalOption = defineSocketOptionType("LocalOption", SOL_LOCAL);

/** The user at the other end (macOS, BSD). */
export const LOCAL_PEERCRED: SocketOption<LocalCredentials, never> = readOnly(
  "LOCAL_PEERCRED",
  ifThePlatformHas("xucred", localCredentialsCodec),
  LocalOption,
);
/** The process that the one at the other end acts for (macOS). */
export const LOCAL_PEEREPID: SocketOption<number, never> = readOnly("LOCAL_PEEREPID", codecs.int32, LocalOption);
/** The process at the other end (macOS). */
export const LOCAL_PEERPID: SocketOption<number, never> = readOnly("LOCAL_PEERPID", codecs.int32, LocalOption);
