import { brand } from "../core/brand.ts";
import { integer, options, string, wrongValue } from "../core/check.ts";
import { type Layout, placeOf, readUnsigned, sizeOf, writeUnsigned } from "../core/struct.ts";
import { formatBdaddr, scanBdaddr } from "./bluetooth-text.ts";
import type { SocketDomain } from "./domain.ts";
import { type FamilyCodec, OptionalFamily } from "./family.ts";
import { newAddressBytes } from "./registry.ts";
import { SocketAddress } from "./socket-address.ts";

/** What the structs of the four protocols tell; `device` in the kernel's order of bytes. */
export type BluetoothMembers =
  | { readonly kind: "l2cap"; device: Uint8Array; psm: number; cid: number; deviceType: number }
  | { readonly kind: "rfcomm"; device: Uint8Array; channel: number }
  | { readonly kind: "sco"; device: Uint8Array }
  | { readonly kind: "hci"; adapter: number; channel: number };

/** The protocols' structs are of four lengths, on every machine: by that they are told apart. */
export function bluetoothCodec(layout: Layout): FamilyCodec<BluetoothMembers> {
  const struct = (kind: string): string => `bluetooth_${kind}_address`;
  const sizes = {
    l2cap: sizeOf(layout, struct("l2cap")),
    rfcomm: sizeOf(layout, struct("rfcomm")),
    sco: sizeOf(layout, struct("sco")),
    hci: sizeOf(layout, struct("hci")),
  };
  const little: Layout = { ...layout, littleEndian: true };
  const deviceAt = (kind: string): number => placeOf(layout, `${struct(kind)}.bdaddr`).offset;
  const deviceIn = (bytes: Uint8Array, kind: string): Uint8Array => bytes.slice(deviceAt(kind), deviceAt(kind) + 6);
  return {
    encode(family, members) {
      const bytes = newAddressBytes(layout, family, sizes[members.kind]);
      if (members.kind === "hci") {
        writeUnsigned(layout, bytes, "bluetooth_hci_address.dev", members.adapter);
        writeUnsigned(layout, bytes, "bluetooth_hci_address.channel", members.channel);
        return bytes;
      }
      bytes.set(members.device, deviceAt(members.kind));
      if (members.kind === "rfcomm") {
        writeUnsigned(layout, bytes, "bluetooth_rfcomm_address.channel", members.channel);
      } else if (members.kind === "l2cap") {
        writeUnsigned(little, bytes, "bluetooth_l2cap_address.psm", members.psm);
        writeUnsigned(little, bytes, "bluetooth_l2cap_address.cid", members.cid);
        writeUnsigned(layout, bytes, "bluetooth_l2cap_address.bdaddr_type", members.deviceType);
      }
      return bytes;
    },
    decode(bytes) {
      switch (bytes.length) {
        case sizes.l2cap:
          return {
            kind: "l2cap",
            device: deviceIn(bytes, "l2cap"),
            psm: readUnsigned(little, bytes, "bluetooth_l2cap_address.psm"),
            cid: readUnsigned(little, bytes, "bluetooth_l2cap_address.cid"),
            deviceType: readUnsigned(layout, bytes, "bluetooth_l2cap_address.bdaddr_type"),
          };
        case sizes.rfcomm:
          return {
            kind: "rfcomm",
            device: deviceIn(bytes, "rfcomm"),
            channel: readUnsigned(layout, bytes, "bluetooth_rfcomm_address.channel"),
          };
        case sizes.sco:
          return { kind: "sco", device: deviceIn(bytes, "sco") };
        case sizes.hci:
          return {
            kind: "hci",
            adapter: readUnsigned(layout, bytes, "bluetooth_hci_address.dev"),
            channel: readUnsigned(layout, bytes, "bluetooth_hci_address.channel"),
          };
        default:
          return undefined;
      }
    },
  };
}

const family: OptionalFamily<BluetoothMembers> = new OptionalFamily(
  "AF_BLUETOOTH",
  "bluetooth_l2cap_address",
  bluetoothCodec,
);

/**
 * An address of the Bluetooth domain: the parent of the four protocols' addresses. The kernel's bytes
 * do not name their protocol, but each protocol's struct has a length of its own.
 */
export abstract class BluetoothAddress extends SocketAddress {
  static {
    brand(this, "BluetoothAddress");
  }

  /** Whichever device: for bind. */
  static readonly anyDevice: string = "00:00:00:00:00:00";

  override get domain(): SocketDomain {
    return family.domain;
  }
}

function checkDevice(device: unknown): Uint8Array<ArrayBuffer> {
  const bytes = scanBdaddr(string("device", device));
  if (bytes === undefined) throw wrongValue("device", "a device address such as 00:1A:7D:DA:71:13", device);
  return bytes;
}

/**
 * L2CAP: a device and a service (`psm`) or a fixed channel (`cid`).
 *
 * @example
 * new L2capAddress("00:1a:7d:da:71:13", 25).toString(); // "00:1A:7D:DA:71:13 psm 25"
 */
export class L2capAddress extends BluetoothAddress {
  /** As text, such as `00:1A:7D:DA:71:13`. */
  readonly device: string;
  /** The protocol or service multiplexer; 0 when `cid` is meant. */
  readonly psm: number;
  /** A fixed channel, such as 4 for attributes; 0 for none. */
  readonly cid: number;
  /** What kind of address the device's is: 0 for BR/EDR, 1 for LE public, 2 for LE random. */
  readonly deviceType: number;
  readonly #device: Uint8Array<ArrayBuffer>;

  static {
    brand(this, "L2capAddress");
  }

  constructor(device: string, psm: number, details: { readonly cid?: number; readonly deviceType?: number } = {}) {
    super();
    this.#device = checkDevice(device);
    this.device = formatBdaddr(this.#device);
    this.psm = integer("psm", psm, 0, 65535);
    options("details", details, ["cid", "deviceType"]);
    this.cid = integer("details.cid", details.cid ?? 0, 0, 65535);
    this.deviceType = integer("details.deviceType", details.deviceType ?? 0, 0, 255);
    if (new.target === L2capAddress) Object.freeze(this);
  }

  override encode(): Uint8Array<ArrayBuffer> {
    const { psm, cid, deviceType } = this;
    return family.encode({ kind: "l2cap", device: this.#device, psm, cid, deviceType });
  }

  override toString(): string {
    const place = this.psm === 0 && this.cid !== 0 ? `cid ${this.cid}` : `psm ${this.psm}`;
    return `${this.device} ${place}`;
  }
}

/**
 * RFCOMM: a device and one of its serial channels.
 *
 * @example
 * new RfcommAddress("00:1A:7D:DA:71:13", 3).toString(); // "00:1A:7D:DA:71:13 channel 3"
 */
export class RfcommAddress extends BluetoothAddress {
  /** As text, such as `00:1A:7D:DA:71:13`. */
  readonly device: string;
  /** 1 to 30; 0 for one of the kernel's choice, for bind. */
  readonly channel: number;
  readonly #device: Uint8Array<ArrayBuffer>;

  static {
    brand(this, "RfcommAddress");
  }

  constructor(device: string, channel: number) {
    super();
    this.#device = checkDevice(device);
    this.device = formatBdaddr(this.#device);
    this.channel = integer("channel", channel, 0, 255);
    if (new.target === RfcommAddress) Object.freeze(this);
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return family.encode({ kind: "rfcomm", device: this.#device, channel: this.channel });
  }

  override toString(): string {
    return `${this.device} channel ${this.channel}`;
  }
}

/** SCO: a device, for voice. */
export class ScoAddress extends BluetoothAddress {
  /** As text, such as `00:1A:7D:DA:71:13`. */
  readonly device: string;
  readonly #device: Uint8Array<ArrayBuffer>;

  static {
    brand(this, "ScoAddress");
  }

  constructor(device: string) {
    super();
    this.#device = checkDevice(device);
    this.device = formatBdaddr(this.#device);
    if (new.target === ScoAddress) Object.freeze(this);
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return family.encode({ kind: "sco", device: this.#device });
  }

  override toString(): string {
    return this.device;
  }
}

/**
 * HCI: one of this machine's own adapters, by number, and what of it: 0 its raw frames, 1 all of it for
 * this socket alone, 2 the monitor of all adapters, 3 their management.
 *
 * @example
 * new HciAddress(0).toString(); // "hci0 channel 0"
 */
export class HciAddress extends BluetoothAddress {
  readonly adapter: number;
  readonly channel: number;

  static {
    brand(this, "HciAddress");
  }

  /** `HCI_DEV_NONE`: no adapter in particular, as monitor and management want it. */
  static readonly noAdapter: number = 0xffff;

  constructor(adapter: number, channel = 0) {
    super();
    this.adapter = integer("adapter", adapter, 0, 65535);
    this.channel = integer("channel", channel, 0, 65535);
    if (new.target === HciAddress) Object.freeze(this);
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return family.encode({ kind: "hci", adapter: this.adapter, channel: this.channel });
  }

  override toString(): string {
    return `hci${this.adapter === HciAddress.noAdapter ? "*" : this.adapter} channel ${this.channel}`;
  }
}

export const bluetoothSize: number = family.size;

/** The extractor of the bluetooth domain. */
export function decodeBluetooth(bytes: Uint8Array<ArrayBuffer>): SocketAddress {
  return family.decode(bytes, (members) => {
    if (members.kind === "hci") return new HciAddress(members.adapter, members.channel);
    const device = formatBdaddr(members.device);
    if (members.kind === "sco") return new ScoAddress(device);
    if (members.kind === "rfcomm") return new RfcommAddress(device, members.channel);
    const { psm, cid, deviceType } = members;
    return new L2capAddress(device, psm, { cid, deviceType });
  });
}
