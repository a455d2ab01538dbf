/** `berkeley-sockets/testing`: the switch under all system calls, and what tests ask of the library. */
// So that the bundler finds the BSD layer behind every entry, and keeps it in one shared file.
import "./index.ts";

export type { Fault, OrderedFault, SystemCallName } from "./sys/faults.ts";
export { openDescriptors, orderFault, systemCallCount, withFaults } from "./testing/faults.ts";
