/** iperf3.ts as a server: one test at a time, as the client wants it. */
import { SocketCondition } from "berkeley-sockets";
import { type Connection, serve } from "berkeley-sockets/reactor";
import { Control, cookieLength, handlers, patience, type Role, State, TestError } from "./iperf3-control.ts";
import { idOf, limit, report, Stream, Watch } from "./iperf3-stream.ts";
import { PendingBytes } from "./pending-bytes.ts";

const unimplemented = 13; // as iperf3 numbers its errors

/** The test that is under way. */
class Test {
  readonly cookie: string;
  readonly streams: Stream[] = [];
  missing = 0;
  complete: () => void = () => {};

  constructor(cookie: string) {
    this.cookie = cookie;
  }

  add(connection: Connection<Role>): Stream {
    const stream = new Stream(idOf(this.streams.length), connection);
    this.streams.push(stream);
    this.missing -= 1;
    if (this.missing === 0) this.complete();
    return stream;
  }
}

async function converse(control: Control, test: Test): Promise<void> {
  control.tell(State.parameters);
  const parameters = await control.takeParameters();
  const { parallel, time, omit, udp, bidirectional, reverse } = parameters;
  if (udp || bidirectional || !(parallel >= 1 && parallel <= 128)) {
    control.tell(State.failed);
    control.connection.end(Uint8Array.of(0, 0, 0, unimplemented, 0, 0, 0, 0));
    throw new TestError("the client asks for what there is not");
  }
  const complete = new Promise<void>((resolve) => {
    test.complete = resolve;
  });
  test.missing = parallel;
  control.tell(State.streams);
  const ended = control.take(1);
  await Promise.race([complete, ended.then(() => Promise.reject(new TestError("the client has left")))]);
  control.connection.idleTimeout = time > 0 ? 1000 * (time + omit) + patience : 0;

  const watch = new Watch();
  control.tell(State.start);
  control.tell(State.running);
  if (reverse) for (const each of test.streams) each.send(Number.POSITIVE_INFINITY, parameters);
  const timer = setTimeout(() => {
    watch.restart();
    for (const each of test.streams) each.omit();
  }, 1000 * omit);
  if (omit === 0) clearTimeout(timer);
  const [told] = await ended.finally(() => clearTimeout(timer));
  if (told !== State.end) throw new TestError("the client has ended the test");

  for (const each of test.streams) each.stop();
  const ours = watch.results(test.streams);
  // iperf3 goes on reading whole blocks, of which the last one may lack its end.
  if (reverse) for (const { connection } of test.streams) connection.end();
  control.tell(State.results);
  const theirs = await control.takeResults();
  control.tellJson(ours);
  console.log(reverse ? report(ours, theirs) : report(theirs, ours));
}

export function startServer(host: string | null, port: number, once: boolean): void {
  let test: Test | undefined;
  const hold = async (control: Control, current: Test): Promise<void> => {
    try {
      console.log(`test of ${control.connection.peerAddress}`);
      await converse(control, current);
      // Whoever hears of this may begin the next one at once.
      test = undefined;
      control.tell(State.display);
      await control.expect(State.done);
    } catch (error) {
      if (!(error instanceof TestError || error instanceof SocketCondition)) throw error;
      console.log(error.message);
    } finally {
      if (test === current) test = undefined;
      for (const each of current.streams) each.leave();
      control.connection.end();
      if (once) void server.close();
    }
  };
  /** What a connection is for is told by its cookie. */
  const arrive = (connection: Connection<Role>): Role => {
    const pending = new PendingBytes();
    const data = (bytes: Uint8Array<ArrayBuffer>): void => {
      pending.append(bytes);
      if (pending.length < cookieLength) return;
      const all = pending.take();
      const cookie = all.toString("latin1", 0, cookieLength);
      if (test === undefined) {
        test = new Test(cookie);
        const control = new Control(connection);
        connection.data = control;
        void hold(control, test);
      } else if (cookie === test.cookie && test.missing > 0) {
        connection.data = test.add(connection);
        connection.idleTimeout = 0;
      } else {
        connection.data = { data: () => {} };
        connection.end(Uint8Array.of(State.denied));
      }
      connection.data.data(all.subarray(cookieLength));
    };
    return { data };
  };
  const open = (connection: Connection<Role>): void => {
    connection.data = arrive(connection);
  };
  const server = serve({ host, port, limit, idleTimeout: patience, handlers: { ...handlers, open } });
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => server.close());
  console.log(`listening on ${server.address}`);
}
