import { type Linger, Socket, SocketDomain, type SocketOption, SocketType } from "../../index.ts";
import {
  SO_COOKIE,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_NOSIGPIPE,
  SO_RCVBUF,
  SO_RCVTIMEO,
  TCP_CONGESTION,
  TCP_INFO,
  TCP_NODELAY,
  TCP_USER_TIMEOUT,
} from "../../options.ts";
import type { Chapter } from "./page.ts";

const tellLinger = ({ on, seconds }: Linger): string => `{ on: ${on}, seconds: ${seconds} }`;

export const options: Chapter = {
  title: "Options",
  sentence: "Every socket option under its C name, each with the type of its value: TypeScript refuses any other.",
  run(page) {
    const socket = page.define("socket", () => Socket.create(SocketDomain.internet, SocketType.stream));
    const was = <R>(option: SocketOption<R, never>): (() => string) => {
      const value = String(socket.getOption(option));
      return () => `was ${value}`;
    };
    page.note("set, and read back");
    page.call(() => socket.setOption(SO_KEEPALIVE, true), was(SO_KEEPALIVE));
    page.call(() => socket.getOption(SO_KEEPALIVE));
    page.call(() => socket.setOption(TCP_NODELAY, true), was(TCP_NODELAY));
    page.call(() => socket.getOption(TCP_NODELAY));
    page.call(() => socket.setOption(SO_RCVTIMEO, 1500), was(SO_RCVTIMEO));
    page.call(
      () => socket.getOption(SO_RCVTIMEO),
      (value) => `${value} milliseconds`,
    );
    page.call(() => socket.setOption(TCP_USER_TIMEOUT, 2500), was(TCP_USER_TIMEOUT));
    page.call(
      () => socket.getOption(TCP_USER_TIMEOUT),
      (value) => `${value} milliseconds`,
    );
    const linger = tellLinger(socket.getOption(SO_LINGER));
    page.call(
      () => socket.setOption(SO_LINGER, { on: true, seconds: 0 }),
      () => `was ${linger}`,
    );
    page.call(() => socket.getOption(SO_LINGER), tellLinger);
    page.note("Linux doubles the size of a buffer, for its own bookkeeping");
    page.call(() => socket.setOption(SO_RCVBUF, 40960), was(SO_RCVBUF));
    page.call(() => socket.getOption(SO_RCVBUF));
    page.note("text, numbers of 64 bits, and what another system has and this one lacks");
    page.call(() => socket.getOption(TCP_CONGESTION));
    page.attempt(() => socket.getOption(SO_COOKIE));
    page.call(() => SO_NOSIGPIPE.available);
    page.attempt(() => socket.getOption(SO_NOSIGPIPE));
    page.note("a struct is an object, its numbers in units of ours, its enumerations told by name");
    page.attempt(() => socket.getOption(TCP_INFO).state);
    page.attempt(() => socket.getOption(TCP_INFO).rto);
  },
};
