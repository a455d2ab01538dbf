/** A packet socket that takes what a filter lets through, with the kernel's times and counts. */
import { receiveMessage } from "../../async.ts";
import {
  EtherType,
  type FilterProgram,
  formatHardwareAddress,
  interfaceName,
  PacketAddress,
  type ReceivedControlMessage,
  ReceiveFromOption,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketType,
} from "../../index.ts";
import { listLinks } from "../../netlink.ts";
import {
  PACKET_ADD_MEMBERSHIP,
  PACKET_AUXDATA,
  PACKET_STATISTICS,
  SO_ATTACH_FILTER,
  SO_RCVBUF,
  SO_TIMESTAMPNS,
} from "../../options.ts";
import { Failure } from "../command.ts";
import { privileged } from "../privilege.ts";
import { type Decoded, decodeFrame, decodeNetwork } from "./decode.ts";
import { COOKED, cookedHeader, LinkType, withTag } from "./pcap.ts";

const ETHERNET = 1;
const LOOPBACK = 772;
const BUFFER = 1 << 22;
const ROOM_FOR_TAG = 4;
const NEEDS = "packet sockets need CAP_NET_RAW";
const WITHOUT =
  "a network namespace of your own, as unshare --map-root-user --net makes, where you have it over what is there";
const packetTypes = ["host", "broadcast", "multicast", "otherHost", "outgoing", "loopback", "user", "kernel"];

/** A packet as it was caught. */
export interface Packet {
  /** Nanoseconds since 1970, by the kernel. */
  readonly time: bigint;
  readonly interface: string;
  readonly direction: string;
  /** The bytes for a file: with the link header, or the one that stands for it. */
  readonly bytes: Uint8Array;
  /** How long that is, of which fewer bytes may have been kept. */
  readonly length: number;
  readonly decoded: Decoded;
}

/** What to catch. */
export interface Wanted {
  readonly interface: string | undefined;
  readonly filter: FilterProgram | undefined;
  readonly promiscuous: boolean;
  /** The most bytes to keep of each packet. */
  readonly snapshot: number;
}

interface Auxiliary {
  readonly length: number;
  readonly vlan: { readonly tag: number; readonly protocol: number | undefined } | undefined;
}

function auxiliaryIn(control: readonly ReceivedControlMessage[]): Auxiliary | undefined {
  return control.find((message) => message.kind === "packetAuxiliary");
}

function timeIn(control: readonly ReceivedControlMessage[]): bigint {
  const found = control.find((message) => message.kind === "timestamp");
  return found?.time ?? BigInt(Date.now()) * 1_000_000n;
}

export class Capture {
  /** Whether packets of several kinds of links come: then what stands before each is made here. */
  readonly cooked: boolean;
  readonly #socket: Socket;
  readonly #snapshot: number;
  readonly #names = new Map<number, string>();

  constructor({ interface: name, filter, promiscuous, snapshot }: Wanted) {
    const link = name === undefined ? undefined : listLinks().find((each) => each.name === name);
    if (name !== undefined && link === undefined) {
      const there = listLinks().map((each) => each.name);
      throw new Failure(`no interface ${name}; there are ${there.join(", ")}`);
    }
    this.cooked = link === undefined || (link.hardwareType !== ETHERNET && link.hardwareType !== LOOPBACK);
    this.#snapshot = snapshot;
    const type = this.cooked ? SocketType.datagram : SocketType.raw;
    // Without a protocol it has nothing until it is bound: the filter comes first.
    this.#socket = privileged(NEEDS, WITHOUT, () => Socket.create(SocketDomain.packet, type));
    try {
      if (filter !== undefined) this.#socket.setOption(SO_ATTACH_FILTER, filter);
      this.#socket.setOption(SO_RCVBUF, BUFFER);
      this.#socket.setOption(SO_TIMESTAMPNS, true);
      this.#socket.setOption(PACKET_AUXDATA, true);
      this.#socket.bind(new PacketAddress(EtherType.all, link?.index ?? 0));
      if (promiscuous && link !== undefined) {
        this.#socket.setOption(PACKET_ADD_MEMBERSHIP, { interface: link.index, type: "promiscuous" });
      }
    } catch (error) {
      this.#socket.close();
      throw error;
    }
  }

  get linkType(): number {
    return this.cooked ? LinkType.linuxCooked2 : LinkType.ethernet;
  }

  /** Waits for the next packet. */
  async next(signal: AbortSignal): Promise<Packet> {
    for (;;) {
      const request = { size: this.#snapshot, flags: [ReceiveFromOption.truncate] };
      const { data, length, address, control } = await receiveMessage(this.#socket, request, { signal });
      if (!(address instanceof PacketAddress)) continue;
      const { packetType, hardwareType, protocol, interfaceIndex, hardwareAddress } = address;
      // The loopback interface shows each packet twice: as it leaves, and as it comes.
      if (hardwareType === LOOPBACK && packetType === "outgoing") continue;
      const told = auxiliaryIn(control);
      const whole = told?.length ?? length;
      const direction = String(packetType);
      const common = { time: timeIn(control), interface: this.#nameOf(interfaceIndex), direction };
      if (this.cooked) {
        const number = typeof packetType === "number" ? packetType : packetTypes.indexOf(packetType);
        const header = cookedHeader({ protocol, interfaceIndex, hardwareType, packetType: number, hardwareAddress });
        const bytes = Uint8Array.from([...header, ...data]);
        const from = hardwareAddress.length === 0 ? {} : { from: formatHardwareAddress(hardwareAddress) };
        const vlan = told?.vlan === undefined ? {} : { vlan: told.vlan.tag & 0xfff };
        return {
          ...common,
          bytes,
          length: whole + COOKED,
          decoded: { ...from, ...vlan, ...decodeNetwork(protocol, data) },
        };
      }
      const vlan = told?.vlan;
      const bytes = vlan === undefined ? data : withTag(data, vlan.tag, vlan.protocol ?? EtherType.vlan);
      const more = vlan === undefined ? 0 : ROOM_FOR_TAG;
      return { ...common, bytes, length: whole + more, decoded: decodeFrame(bytes) };
    }
  }

  /** What the kernel has let through so far, and what of it there was no room for. */
  statistics(): { readonly packets: number; readonly drops: number } {
    return this.#socket.getOption(PACKET_STATISTICS);
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #nameOf(index: number): string {
    let name = this.#names.get(index);
    if (name === undefined) {
      try {
        name = interfaceName(index);
      } catch (error) {
        if (!(error instanceof SocketCondition)) throw error;
        name = `#${index}`; // it has gone meanwhile
      }
      this.#names.set(index, name);
    }
    return name;
  }
}
