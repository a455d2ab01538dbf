import { SO_EXCLUSIVEADDRUSE, SO_REUSEADDR } from "./options/socket.ts";
import type { SocketOption } from "./socket-option.ts";

/**
 * What a listener of ours is given before bind, so that a server can start again at once and nobody takes its port
 * from it. On Windows connections that are ending stand in nobody's way, and SO_REUSEADDR would let anybody share the
 * port.
 */
export const RESTART_OPTION: SocketOption<boolean> = SO_EXCLUSIVEADDRUSE.available ? SO_EXCLUSIVEADDRUSE : SO_REUSEADDR;
