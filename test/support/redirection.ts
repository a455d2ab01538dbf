/** Redirection by the firewall of a network namespace. */

/**
 * A python3 program that puts up the namespace's loopback, and has every connection that is made in it redirected
 * to a port of this machine: by a rule of nftables, written down as netlink messages (linux/netfilter/nf_tables.h).
 */
export const redirection = `
import fcntl, socket, struct, sys

port = int(sys.argv[1])

def attribute(kind, data): return struct.pack("HH", 4 + len(data), kind) + data + bytes(-len(data) % 4)
def nest(kind, *parts): return attribute(kind | 0x8000, b"".join(parts))
def word(kind, value): return attribute(kind, struct.pack(">i", value))
def text(kind, value): return attribute(kind, value.encode() + b"\\0")
def expression(name, *parts): return nest(1, text(1, name), nest(2, *parts))

serial = 0
def message(kind, flags, family, resource, payload=b""):
    global serial
    serial += 1
    header = struct.pack("IHHII", 20 + len(payload), kind, flags, serial, 0)
    return header + struct.pack(">BBH", family, 0, resource) + payload

NFTABLES = 10
CREATE = 0x405  # NLM_F_REQUEST, NLM_F_ACK, NLM_F_CREATE
def table(kind, family, *attributes):
    return message(NFTABLES << 8 | kind, CREATE, family, 0, b"".join(attributes))

batch = message(16, 1, 0, NFTABLES)
for family in (socket.AF_INET, socket.AF_INET6):
    batch += table(0, family, text(1, "table"))
    batch += table(3, family, text(1, "table"), text(3, "output"), nest(4, word(1, 3), word(2, -100)), text(7, "nat"))
    batch += table(6, family, text(1, "table"), text(2, "output"), nest(4,
        expression("immediate", word(1, 1), nest(2, attribute(1, struct.pack(">H", port)))),
        expression("redir", word(1, 1))))
batch += message(17, 1, 0, NFTABLES)

loopback = bytearray(struct.pack("16sH14x", b"lo", 0x41))  # IFF_UP, IFF_RUNNING
fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8914, loopback)
netfilter = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
netfilter.settimeout(5)
netfilter.send(batch)
answers = 0
while answers < 6:
    data = netfilter.recv(65536)
    while data:
        length, kind = struct.unpack_from("IH", data)
        if kind == 2:  # NLMSG_ERROR, which is an acknowledgement too
            answers += 1
            error, = struct.unpack_from("i", data, 16)
            if error: sys.exit(f"nftables says {-error}")
        data = data[(length + 3) & ~3:]
`;
