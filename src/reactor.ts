/** `berkeley-sockets/reactor`: many messages at the speed of C. */
export {
  DatagramBatch,
  type DatagramBatchOptions,
  type DatagramCounters,
  type DatagramRunOptions,
} from "./reactor/datagram-batch.ts";
export { Packet } from "./reactor/packet.ts";
