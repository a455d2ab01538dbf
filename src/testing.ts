/** `berkeley-sockets/testing`: the switch under all system calls, and what tests ask of the library. */
export type { Fault, OrderedFault, SystemCallName } from "./sys/faults.ts";
export { openDescriptors, orderFault, systemCallCount, withFaults } from "./testing/faults.ts";
