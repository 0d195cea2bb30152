/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.zip.Inflater;

/**
 * The other side of every measurement: blocking sockets, one thread a connection, frames made beforehand, payloads looked
 * at only where they must be echoed. It does less per message than any client can, so that it is not what is measured;
 * what it used is shown beside every figure.
 *
 * <ul>
 *   <li>{@code /recv?type=text|binary&size=n&alphabet=text|other} sends n messages whenever it gets "go n"
 *   <li>{@code /stream?bytes=n} sends one message of n bytes in fragments of 64 KiB whenever it gets anything
 *   <li>{@code /sink?type=text|binary} answers "done" to a message of the other type: the end of a row
 *   <li>{@code /echo} sends back what it gets
 *   <li>{@code /reset} answers a message with a TCP reset
 * </ul>
 */
public final class PlainServer implements AutoCloseable {
  private static final int BURST_BYTES = 256 * 1024;
  private static final int FRAGMENT = 64 * 1024;

  private final ServerSocket plain;
  private final ServerSocket tls;
  private final CrowdServer crowd = new CrowdServer();

  PlainServer(Tls.Keys keys) throws IOException, GeneralSecurityException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    plain = new ServerSocket(0, 1024, loopback);
    tls = keys.serverContext().getServerSocketFactory().createServerSocket(0, 1024, loopback);
    daemon(() -> accept(plain), "acceptor");
    daemon(() -> accept(tls), "TLS acceptor");
    daemon(crowd, "crowd");
  }

  /** {@code keys}. Runs until standard input ends; prints the ports. Commands are those of {@link CrowdServer#feed}. */
  public static void main(String[] args) throws Exception {
    try (PlainServer server = new PlainServer(Tls.Keys.of(args[0]))) {
      System.out.println(
          server.target().port() + " " + server.target().tlsPort() + " " + server.crowd.port());
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ", -1);
        System.out.println(
            server.crowd.feed(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
      }
    }
  }

  Task.Target target() {
    return new Task.Target(plain.getLocalPort(), tls.getLocalPort());
  }

  int crowdPort() {
    return crowd.port();
  }

  @Override
  public void close() throws IOException {
    plain.close();
    tls.close();
    crowd.close();
  }

  private static void daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(ServerSocket listener) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        daemon(() -> serve(socket), "connection");
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      Upgrade request = Upgrade.read(in);
      OutputStream out = socket.getOutputStream();
      out.write(request.answer());
      switch (request.path) {
        case "/idle" -> answerPings(in, out);
        case "/recv" -> flood(request, in, out);
        case "/stream" -> stream(Long.parseLong(request.query.get("bytes")), in, out);
        case "/sink" -> sink("text".equals(request.query.get("type")), in, out);
        case "/reset" -> reset(socket, in);
        default -> echo(in, out);
      }
    } catch (IOException e) {
      // the client has gone, as they do when they are done
      return;
    }
  }

  private static void flood(Upgrade request, InputStream in, OutputStream out) throws IOException {
    byte[] frame = ServerFrames.message(
        "text".equals(request.query.get("type")),
        Integer.parseInt(request.query.get("size")),
        request.query.getOrDefault("alphabet", "text"),
        request.isCompressed());
    int perBurst = Math.max(1, BURST_BYTES / frame.length);
    byte[] burst = new byte[perBurst * frame.length];
    for (int i = 0; i < perBurst; i++) {
      System.arraycopy(frame, 0, burst, i * frame.length, frame.length);
    }
    ClientFrames frames = new ClientFrames(in, () -> {});
    Inflater zlib = new Inflater(true);
    while (frames.next()) {
      byte[] payload = frames.payload();
      boolean isCompressed = (frames.first() & ServerFrames.RSV1) != 0;
      String command = new String(
          isCompressed ? ServerFrames.inflated(zlib, payload) : payload, StandardCharsets.US_ASCII);
      for (int left = Integer.parseInt(command.substring("go ".length())); left > 0; ) {
        int n = Math.min(left, perBurst);
        out.write(burst, 0, n * frame.length);
        left -= n;
      }
    }
  }

  private static void stream(long bytes, InputStream in, OutputStream out) throws IOException {
    byte[] fragment = new byte[FRAGMENT];
    ClientFrames frames = new ClientFrames(in, () -> {});
    while (frames.next()) {
      frames.skip();
      for (long done = 0; done < bytes; done += FRAGMENT) {
        int n = (int) Math.min(FRAGMENT, bytes - done);
        int first =
            (done == 0 ? ServerFrames.BINARY : 0) | (done + n == bytes ? ServerFrames.FIN : 0);
        out.write(ServerFrames.frame(first, n == FRAGMENT ? fragment : new byte[n]));
      }
    }
  }

  private static void sink(boolean text, InputStream in, OutputStream out) throws IOException {
    byte[] done = ServerFrames.frame(
        ServerFrames.FIN | ServerFrames.TEXT, "done".getBytes(StandardCharsets.US_ASCII));
    int end = text ? ServerFrames.BINARY : ServerFrames.TEXT;
    ClientFrames frames = new ClientFrames(in, () -> {});
    int opcode = 0;
    while (frames.next()) {
      opcode = frames.isContinuation() ? opcode : frames.first() & 0x0f;
      boolean isEnd = opcode == end && frames.isLast();
      frames.skip();
      if (isEnd) {
        out.write(done);
      }
    }
  }

  private static void reset(Socket socket, InputStream in) throws IOException {
    if (new ClientFrames(in, () -> {}).next()) {
      socket.setSoLinger(true, 0);
    }
  }

  /** Holds next to nothing between two pings. */
  private static void answerPings(InputStream in, OutputStream out) throws IOException {
    ClientFrames frames = new ClientFrames(in, () -> {}, 256);
    while (frames.next()) {
      byte[] payload = frames.payload();
      if (frames.isPing()) {
        out.write(ServerFrames.frame(ServerFrames.FIN | ServerFrames.PONG, payload));
      }
    }
  }

  private static void echo(InputStream in, OutputStream out) throws IOException {
    Echo echo = new Echo(out);
    ClientFrames frames = new ClientFrames(in, echo::flush);
    while (frames.next()) {
      echo.add(frames);
    }
  }

  /** Answers go out together when there is nothing left to read. */
  private static final class Echo {
    private final OutputStream out;
    private byte[] pending = new byte[64 * 1024];
    private int n;

    Echo(OutputStream out) {
      this.out = out;
    }

    void add(ClientFrames frames) throws IOException {
      int room = 10 + (int) frames.length();
      if (pending.length - n < room) {
        flush();
        pending = pending.length < room ? new byte[room] : pending;
      }
      // The header only becomes visible with its payload: reading on may flush what is complete.
      byte[] payload = frames.payload();
      n = ServerFrames.header(pending, n, frames.first(), payload.length);
      System.arraycopy(payload, 0, pending, n, payload.length);
      n += payload.length;
    }

    void flush() throws IOException {
      out.write(pending, 0, n);
      n = 0;
    }
  }
}
