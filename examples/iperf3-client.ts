/** iperf3.ts as a client: it says what is to be measured, begins and ends it. */
import { randomBytes } from "node:crypto";
import type { SocketAddress } from "berkeley-sockets";
import { connectToHost } from "berkeley-sockets/async";
import { connect } from "berkeley-sockets/reactor";
import {
  Control,
  cookieLength,
  handlers,
  type Parameters,
  patience,
  type Role,
  State,
  TestError,
} from "./iperf3-control.ts";
import { idOf, limit, line, report, Stream, Watch } from "./iperf3-stream.ts";

async function openStreams(count: number, address: SocketAddress, cookie: Buffer): Promise<Stream[]> {
  const streams = Array.from({ length: count }, (_, index) => {
    const connection = connect<Role>({ address, handlers, limit });
    const stream = new Stream(idOf(index), connection);
    connection.data = stream;
    return stream;
  });
  await Promise.all(streams.map((each) => each.ready));
  if (streams.some(({ connection }) => connection.closed)) throw new TestError("a stream cannot be connected");
  for (const { connection } of streams) connection.write(cookie);
  return streams;
}

/** Waits until the test's time is over, or its bytes are sent, and tells meanwhile how it goes. */
async function run(streams: readonly Stream[], parameters: Parameters): Promise<void> {
  const { reverse = false, time, num } = parameters;
  const watch = new Watch();
  const total = (): number => streams.reduce((sum, { bytes }) => sum + bytes, 0);
  if (!reverse) {
    const [count, rest] =
      num > 0 ? [Math.floor(num / streams.length), num % streams.length] : [Number.POSITIVE_INFINITY, 0];
    for (const [index, each] of streams.entries()) each.send(count + (index < rest ? 1 : 0), parameters);
  }
  const all = Promise.all(streams.map(({ over }) => over));
  let before = 0;
  let since = 0;
  await new Promise<void>((resolve) => {
    const show = setInterval(() => {
      const now = watch.seconds;
      console.log(line("all", now - since, total() - before));
      [before, since] = [total(), now];
    }, 1000);
    // What comes is counted often enough for a few bytes more not to matter.
    const look = reverse && num > 0 ? setInterval(() => total() >= num && finish(), 1) : undefined;
    const finish = (): void => {
      for (const timer of [show, look, end]) clearInterval(timer);
      resolve();
    };
    const end = num > 0 ? undefined : setTimeout(finish, 1000 * time);
    void all.then(finish);
  });
  for (const each of streams) each.stop();
}

export async function startClient(host: string, port: number, parameters: Parameters): Promise<void> {
  const socket = await connectToHost(host, null, port, { timeout: patience });
  const address = socket.peerAddress as SocketAddress;
  const connection = connect<Role>({ socket, handlers });
  const control = new Control(connection);
  connection.data = control;
  let streams: readonly Stream[] = [];
  try {
    const cookie = Buffer.alloc(cookieLength);
    cookie.write(randomBytes(27).toString("base64url"));
    connection.write(cookie);
    await control.expect(State.parameters);
    control.tellJson(parameters);
    await control.expect(State.streams);
    streams = await openStreams(parameters.parallel, address, cookie);
    await control.expect(State.start);
    await control.expect(State.running);
    const watch = new Watch();
    await run(streams, parameters);
    const ours = watch.results(streams);
    control.tell(State.end);
    await control.expect(State.results);
    control.tellJson(ours);
    const theirs = await control.takeResults();
    await control.expect(State.display);
    console.log(parameters.reverse ? report(theirs, ours) : report(ours, theirs));
    control.tell(State.done);
  } finally {
    for (const each of streams) each.leave();
    connection.end();
  }
}
