/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.differential;

import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrameReader;
import io.holdfast.testkit.TestRequest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.ByteString;

/** A raw server that gives one decoder one input after the other, and notes what it answers. */
final class Feed implements AutoCloseable {
  private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: (.*)\r\n");
  private static final int SECONDS = 60;
  /** For clients that may never come to an end. */
  private static final int PEER_SECONDS = 5;

  /** So that closed connections, which the system remembers for a minute, do not use up the ports of one address. */
  private static final int LISTENERS = 8;

  /** What one decoder made of one input. */
  record Result(List<String> messages, String end, Answers answers) {
    boolean isLike(Result other) {
      return messages.equals(other.messages) && end.equals(other.end);
    }

    /** What the RFC forbids in these answers; empty if there is nothing. */
    List<String> wrongAnswers(Input input) {
      List<String> wrong = new ArrayList<>();
      if (answers.closeCode != input.ending().answer(end)) {
        wrong.add("Close frame " + answers.closeCode);
      }
      Iterator<String> pings = input.pings().iterator();
      for (String pong : answers.pongs) {
        boolean asked = false;
        while (!asked && pings.hasNext()) {
          asked = pings.next().equals(pong);
        }
        if (!asked) {
          wrong.add("pong " + pong + " was not asked for, or comes twice");
        }
      }
      // 5.5.3: of several pings the last may be answered alone
      if (pings.hasNext() && !input.isCut()) {
        wrong.add("no pong " + pings.next());
      }
      return wrong;
    }
  }

  /** What a client sent: the code of its Close frame, 0 if there was none, and the pongs before it. */
  record Answers(int closeCode, List<String> pongs) {}

  /** What stands for the end of a client that goes on waiting. */
  static final String NO_END = "no end";

  private static final String PATH = "/differential";

  private final Decoder decoder;
  private final List<ServerSocket> listeners = new ArrayList<>();

  Feed(Decoder decoder) throws IOException {
    this.decoder = decoder;
    for (int i = 0; i < LISTENERS; i++) {
      listeners.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
  }

  Result run(Input input) throws Exception {
    ServerSocket listener = listeners.get(input.number() % LISTENERS);
    CompletableFuture<Answers> answers = new CompletableFuture<>();
    Thread server = new Thread(() -> serve(listener, input, answers), "feed of " + decoder);
    server.setDaemon(true);
    server.start();
    Heard heard = new Heard();
    String url = "ws://127.0.0.1:" + listener.getLocalPort() + PATH;
    Runnable cancel = decoder.listen(url, input.number(), heard);
    int patience = decoder == Decoder.HOLDFAST ? SECONDS : PEER_SECONDS;
    String end =
        heard.end().completeOnTimeout(NO_END, patience, TimeUnit.SECONDS).get();
    if (decoder == Decoder.HOLDFAST) {
      answers.get(SECONDS, TimeUnit.SECONDS); // its Close frame may follow its last event
    }
    cancel.run();
    return new Result(heard.messages(), end, answers.get(SECONDS, TimeUnit.SECONDS));
  }

  private static void serve(ServerSocket listener, Input input, CompletableFuture<Answers> said) {
    try {
      while (!said.isDone()) {
        try (Socket socket = listener.accept()) {
          serve(socket, input, said);
        }
      }
    } catch (Throwable t) {
      said.completeExceptionally(t);
    }
  }

  private static void serve(Socket socket, Input input, CompletableFuture<Answers> said)
      throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
    InputStream in = new BufferedInputStream(socket.getInputStream());
    String request = request(in);
    if (!request.startsWith("GET " + PATH + " ")) {
      return; // the client of another test, whose server had this port before
    }
    try {
      write(socket, upgrade(request), input);
    } catch (IOException e) {
      Thread.yield(); // the client has had enough; what it said is still there to be read
    }
    said.complete(answers(in));
  }

  private static String request(InputStream in) throws IOException {
    StringBuilder request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      request.append((char) next);
    }
    return request.toString();
  }

  private static String upgrade(String request) throws IOException {
    Matcher key = KEY.matcher(request);
    if (!key.find()) {
      throw new IOException("no key");
    }
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: " + TestRequest.acceptValue(key.group(1)) + "\r\n\r\n";
  }

  private static void write(Socket socket, String head, Input input) throws IOException {
    OutputStream out = socket.getOutputStream();
    byte[] first = head.getBytes(StandardCharsets.US_ASCII);
    for (byte[] piece : input.pieces(first)) {
      out.write(piece);
    }
    if (input.isCut()) {
      socket.shutdownOutput();
    }
  }

  /** Up to its Close frame or the end of the connection, whatever that looks like. */
  private static Answers answers(InputStream in) {
    List<String> pongs = new ArrayList<>();
    TestFrameReader reader = new TestFrameReader(in);
    try {
      for (TestFrame frame = reader.read(); frame != null; frame = reader.read()) {
        if (frame.opcode() == TestFrame.CLOSE) {
          return new Answers(frame.closeCode(), pongs);
        }
        if (frame.opcode() == TestFrame.PONG) {
          pongs.add(ByteString.of(frame.payload()).hex());
        }
      }
    } catch (IOException e) {
      return new Answers(0, pongs);
    }
    return new Answers(0, pongs);
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket listener : listeners) {
      listener.close();
    }
  }
}
