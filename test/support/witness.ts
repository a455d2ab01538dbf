/**
 * A second network namespace with a python3 program in it, and two pairs of interfaces between it and ours: our
 * a0 and b0 are its a1 and b1. The IPv6 addresses are the same on both of them, so that only zones tell
 * them apart. To be used in a namespace of the test's own.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { ip, run } from "./ip.ts";

const program = `
import json, socket, struct, sys
sockets = {}
def open_socket(six, kind):
    made = socket.socket(socket.AF_INET6 if six else socket.AF_INET, kind)
    made.settimeout(10)
    return made
def scope(interface): return socket.if_nametoindex(interface)
def listen(id, six, port, interface=None, group=None):
    made = sockets[id] = open_socket(six, socket.SOCK_DGRAM)
    made.bind(("::" if six else "0.0.0.0", port))
    made.setsockopt(*((socket.IPPROTO_IPV6, socket.IPV6_RECVHOPLIMIT, 1) if six else (socket.IPPROTO_IP, 12, 1)))
    if group is None: return made.getsockname()[1]
    # A membership does not keep to its interface in IPv6.
    made.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
    if six:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP,
            socket.inet_pton(socket.AF_INET6, group) + struct.pack("@I", scope(interface)))
    else:
        made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
            socket.inet_aton(group) + struct.pack("@4xi", scope(interface)))
    return made.getsockname()[1]
def receive(id):
    data, control, flags, sender = sockets[id].recvmsg(2048, 100)
    return {"data": data.decode(), "sender": sender, "hops": struct.unpack("@i", control[0][2])[0]}
def send(data, six, to, port, interface, source=None, hops=None):
    with open_socket(six, socket.SOCK_DGRAM) as made:
        if six:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, scope(interface))
            if source: made.bind((source, 0, 0, scope(interface)))
            made.sendto(data.encode(), (to, port, 0, scope(interface)))
        else:
            made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, struct.pack("@8xi", scope(interface)))
            if source: made.bind((source, 0))
            made.sendto(data.encode(), (to, port))
def answer(id, data, to): sockets[id].sendto(data.encode(), tuple(to))
def accept(id, interface, address):
    made = sockets[id] = open_socket(True, socket.SOCK_STREAM)
    made.bind((address, 0, 0, scope(interface)))
    made.listen()
    return made.getsockname()[1]
def accepted(id):
    connection, peer = sockets[id].accept()
    with connection: return {"peer": peer, "local": connection.getsockname()}
def connect(to, port, interface, source):
    with open_socket(True, socket.SOCK_STREAM) as made:
        made.bind((source, 0, 0, scope(interface)))
        made.connect((to, port, 0, scope(interface)))
        return made.getsockname()
def close(id): sockets.pop(id).close()
print("ready")
for line in sys.stdin:
    request = json.loads(line)
    try: result = {"value": globals()[request.pop("call")](**request)}
    except OSError as error: result = {"error": repr(error)}
    print(json.dumps(result), flush=True)`;

/** What a socket of the witness received. */
export interface Seen {
  readonly data: string;
  /** Address and port; for IPv6 flow information and scope id too. */
  readonly sender: readonly [string, number, number?, number?];
  readonly hops: number;
}

export class Witness {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #iterator: AsyncIterator<string>;

  private constructor(child: ChildProcess, lines: Interface) {
    this.#child = child;
    this.#lines = lines;
    this.#iterator = lines[Symbol.asyncIterator]();
  }

  static async start(): Promise<Witness> {
    const child = spawn("unshare", ["--net", "python3", "-u", "-c", program], {
      env: { ...process.env, LD_PRELOAD: "" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const witness = new Witness(child, createInterface(child.stdout as NodeJS.ReadableStream));
    await witness.#iterator.next();
    const there = (command: string): string =>
      run("nsenter", "--net", "--target", String(child.pid), "ip", ...command.split(" "));
    there("link set lo up");
    for (const [name, net] of [
      ["a", 1],
      ["b", 2],
    ] as const) {
      ip(
        `link add name ${name}0 type veth peer name ${name}1 netns ${child.pid}`,
        `link set dev ${name}0 addrgenmode none`,
        `link set dev ${name}0 up`,
        `address add 10.77.${net}.1/24 dev ${name}0`,
        `address add fe80::1/64 dev ${name}0 nodad`,
      );
      there(`link set dev ${name}1 addrgenmode none`);
      there(`link set dev ${name}1 up`);
      there(`address add 10.77.${net}.2/24 dev ${name}1`);
      there(`address add 10.77.${net}.3/24 dev ${name}1`);
      there(`address add fe80::2/64 dev ${name}1 nodad`);
      there(`address add fe80::3/64 dev ${name}1 nodad`);
    }
    return witness;
  }

  /** Calls one of the program's functions. */
  async ask<T = unknown>(call: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<T> {
    this.#child.stdin?.write(`${JSON.stringify({ call, ...parameters })}\n`);
    const { value: line, done } = await this.#iterator.next();
    if (done === true) throw new Error("the witness has ended");
    const { value, error } = JSON.parse(line) as { value: T; error?: string };
    if (error !== undefined) throw new Error(`the witness: ${call}: ${error}`);
    return value;
  }

  receive(id: string): Promise<Seen> {
    return this.ask("receive", { id });
  }

  async end(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.stdin?.end();
    await ended;
    this.#lines.close();
  }
}
