import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Socket, type SocketAddress, SocketType } from "berkeley-sockets";
import { connect, connections, datagrams, EventLoop, receive, sendTo, TimeoutCondition } from "berkeley-sockets/async";
import { rejectsWith, staysPending, text, turns } from "../support/awaiting.ts";
import { bound, bytes, connectedKinds, create, datagramKinds, type Kind, listener, using } from "../support/kinds.ts";

const streams = connectedKinds.filter(({ type }) => type === SocketType.stream);
const tcp = streams[0] as Kind;

async function connected(kind: Kind, address: SocketAddress): Promise<Socket> {
  const client = create(kind);
  await connect(client, address);
  return client;
}

describe("connections()", () => {
  for (const kind of streams) {
    it(`come as they are made, and leaving never closes the listener: ${kind.name}`, () => {
      const [listening, address] = listener(kind);
      return using([listening], async () => {
        const clients = [await connected(kind, address), await connected(kind, address)];
        let count = 0;
        for await (const [connection] of connections(listening)) {
          connection.send(bytes(`${count++}`));
          connection.close();
          if (count === 2) break;
        }
        assert.equal(listening.closed, false);
        for (const [index, client] of clients.entries()) {
          assert.equal(text(await receive(client, 9)), `${index}`);
          client.close();
        }
        const again = connections(listening).next();
        const client = await connected(kind, address);
        const { value } = await again;
        (value as readonly [Socket, SocketAddress])[0].close();
        client.close();
      });
    });
  }

  it("stop at the limit, and go on as one is closed or given away", () => {
    const [listening, address] = listener(tcp);
    return using([listening], async () => {
      const clients = await Promise.all(Array.from({ length: 5 }, () => connected(tcp, address)));
      const iterator = connections(listening, { limit: 2 });
      const take = async (): Promise<Socket> => {
        const { value } = await iterator.next();
        return (value as readonly [Socket, SocketAddress])[0];
      };
      const first = await take();
      const second = await take();
      const third = take();
      await staysPending(third);
      first.close();
      const open = [await third];
      const fourth = take();
      await staysPending(fourth);
      const { closeFd } = await import("berkeley-sockets/simple");
      closeFd(second.detach());
      open.push(await fourth);
      for (const each of [...open, ...clients]) each.close();
    });
  });

  it("at the limit end with their listener, their loop, their signal, their time", () => {
    const [listening, address] = listener(tcp, 20);
    const open: Socket[] = [];
    return using([listening], async () => {
      const clients = await Promise.all(Array.from({ length: 4 }, () => connected(tcp, address)));
      const controller = new AbortController();
      const loop = new EventLoop();
      const late: TimeoutCondition[] = [];
      for (const options of [{}, { loop }, { signal: controller.signal }, { timeout: 5 }]) {
        const iterator = connections(listening, { ...options, limit: 1 });
        const { value } = await iterator.next();
        open.push((value as readonly [Socket, SocketAddress])[0]);
        const more = iterator.next();
        if ("timeout" in options) {
          late.push((await rejectsWith("ETIMEDOUT", more)) as TimeoutCondition);
          continue;
        }
        await staysPending(more);
        if ("loop" in options) {
          loop.close();
          await rejectsWith("ECANCELED", more);
        } else if ("signal" in options) {
          controller.abort("enough");
          await assert.rejects(more, (error) => error === "enough");
        } else {
          listening.duplicate().close(); // another descriptor's end is not the listener's
          await staysPending(more);
          const next = more.catch((error: unknown) => error);
          open[0]?.close();
          open.push(((await next) as { value: readonly [Socket, SocketAddress] }).value[0]);
          clients.push(await connected(tcp, address));
        }
      }
      assert.ok(late[0] instanceof TimeoutCondition);
      const iterator = connections(listening, { limit: 1 });
      clients.push(await connected(tcp, address));
      open.push(((await iterator.next()).value as readonly [Socket, SocketAddress])[0]);
      const more = iterator.next();
      await staysPending(more);
      listening.close();
      await rejectsWith("ECANCELED", more);
      for (const each of [...open, ...clients]) each.close();
    });
  });

  it("refuse nonsense when they are asked", async () => {
    const [listening] = listener(tcp);
    await using([listening], async () => {
      for (const limit of [0, -1, 1.5, Number.NaN]) {
        await assert.rejects(connections(listening, { limit }).next(), RangeError);
      }
      await assert.rejects(connections("no" as never).next(), TypeError);
      await assert.rejects(connections(listening, { most: 3 } as never).next(), /most/);
      for (const value of [null, 3]) {
        await assert.rejects(connections(listening, value as never).next(), TypeError);
        await assert.rejects(datagrams(listening, value as never).next(), TypeError);
      }
    });
    await rejectsWith("EBADF", connections(listening).next());
  });
});

describe("datagrams()", () => {
  for (const kind of datagramKinds) {
    it(`come with their sender, empty ones too: ${kind.name}`, () => {
      const [receiver, address] = bound(kind);
      const [sender, from] = bound(kind);
      return using([receiver, sender], async () => {
        const got: string[] = [];
        const sending = (async () => {
          for (const part of ["one", "", "three"]) {
            await sendTo(sender, bytes(part), address);
            await turns(2);
          }
        })();
        for await (const [data, who] of datagrams(receiver)) {
          assert.ok(who?.equals(from));
          got.push(text(data));
          if (got.length === 3) break;
        }
        await sending;
        assert.deepEqual(got, ["one", "", "three"]);
        assert.equal(receiver.closed, false);
        await sendTo(sender, bytes("too long"), address);
        for await (const [data] of datagrams(receiver, { size: 3 })) {
          assert.equal(text(data), "too");
          break;
        }
        const controller = new AbortController();
        const waiting = datagrams(receiver, { signal: controller.signal }).next();
        await staysPending(waiting);
        controller.abort("over");
        await assert.rejects(waiting, (error) => error === "over");
        await assert.rejects(datagrams(receiver, { size: -1 }).next(), RangeError);
      });
    });
  }
});
