/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.HandshakeException;
import io.holdfast.OpenEvent;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.WebSocketProtocolException;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestMessage;
import io.holdfast.testkit.TestRequest;
import io.holdfast.testkit.TestScript;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a case: the server's side is written down step by step, the client sends every message back. The
 * first step connects. What comes back must be exactly what is expected, and nothing more; pongs and messages are
 * compared each in their own order, because they may overtake each other (5.5.2).
 */
final class Dialog implements AutoCloseable {
  /** What the server does and expects. */
  interface Script {
    void run(Dialog dialog) throws Exception;
  }

  private static final int LARGEST_FRAME = 256 << 10;

  private final Line line;
  /** Of sockets alone: the client keeps idle threads for the next case. */
  private final LeakCheck leaks = LeakCheck.ofThreads("(none)");

  private final TestServer server;
  private final TestScript answer;
  private final Heard heard = new Heard();
  private final Deque<TestMessage> pongs = new ArrayDeque<>();
  private final Deque<TestMessage> messages = new ArrayDeque<>();
  private UnaryOperator<WebSocketOptions.Builder> options = builder -> builder;
  private @Nullable WebSocketClient client;
  private @Nullable TestConnection connection;
  private @Nullable OpenEvent opened;
  private boolean over;

  private Dialog(Line line) throws IOException {
    this.line = line;
    server = line.serve();
    answer = server.script();
    if (line == Line.SINGLE_BYTES) {
      answer.answerSlowly();
    }
  }

  /** Runs the script; a connection that it leaves open is then closed in good order. */
  static void hold(Line line, Script script) throws Exception {
    Dialog dialog = new Dialog(line);
    try (dialog) {
      script.run(dialog);
      if (!dialog.over) {
        dialog.ends(1000, "");
      }
    }
    dialog.leaks.assertNone(Line.DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    if (!over && client != null) {
      client.cancel(); // the case has failed, and says why
    }
    server.close();
  }

  // ---- before the connection

  /** How the server answers the handshake. */
  Dialog answering(Consumer<TestScript> how) {
    how.accept(answer);
    return this;
  }

  /** Options of the client. */
  Dialog with(UnaryOperator<WebSocketOptions.Builder> more) {
    UnaryOperator<WebSocketOptions.Builder> before = options;
    options = builder -> more.apply(before.apply(builder));
    return this;
  }

  /** These frames come in the same write as the 101. */
  Dialog glued(TestFrame... frames) {
    answer.glued(frames);
    return this;
  }

  private WebSocketClient connect() {
    client = heard.listener().connect(options.apply(line.options(url())).build());
    return client;
  }

  /** The server's side of the open connection. */
  TestConnection connection() throws InterruptedException {
    if (connection == null) {
      connect();
      opened = heard.listener().takeOpen();
      connection = server.awaitConnection();
    }
    return connection;
  }

  /** The client of the open connection. */
  WebSocketClient client() throws InterruptedException {
    connection();
    return client;
  }

  /** What the client was told when the connection was open. */
  OpenEvent opened() throws InterruptedException {
    connection();
    return opened;
  }

  /** Where the client connects to. */
  String url() {
    return server.url("/chat?room=1");
  }

  /** The request of the open connection. */
  TestRequest request() throws InterruptedException {
    return connection().request();
  }

  // ---- what the server sends

  /** These frames, in one write. */
  Dialog send(TestFrame... frames) throws Exception {
    return sendRaw(TestFrames.encode(frames));
  }

  /** These bytes, in hexadecimal digits, in one write. */
  Dialog sendHex(String digits) throws Exception {
    return sendRaw(TestFrames.hex(digits));
  }

  /** These bytes, in one write. */
  Dialog sendRaw(byte[] bytes) throws Exception {
    return sendChopped(bytes, line.pieceOf(bytes.length));
  }

  /** These bytes in pieces of this size. The client may end the connection before it has all of them. */
  Dialog sendChopped(byte[] bytes, int size) throws Exception {
    TestConnection to = connection();
    int piece = Math.min(size, line.pieceOf(bytes.length));
    try {
      for (int from = 0; from < bytes.length; from += piece) {
        to.sendRaw(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece)));
      }
    } catch (IOException e) {
      // What the client did instead of reading is for the next step to judge.
      return this;
    }
    return this;
  }

  /** A message, compressed in the context of this connection. */
  Dialog sendCompressed(TestFrame message) throws Exception {
    connection().sendCompressed(message);
    return this;
  }

  // ---- what must come back

  /** These messages and pongs, one frame each and not compressed. */
  Dialog expect(TestFrame... frames) throws Exception {
    for (TestFrame frame : frames) {
      assertCompressed(false, take(frame));
    }
    return this;
  }

  /** This message, compressed. */
  Dialog expectCompressed(TestFrame message) throws Exception {
    assertCompressed(true, take(message));
    return this;
  }

  /** This message, compressed or not. */
  Dialog expectEither(TestFrame message) throws Exception {
    take(message);
    return this;
  }

  private static void assertCompressed(boolean expected, TestMessage received) {
    assertThat(received.compressed()).as("%s is compressed", received).isEqualTo(expected);
  }

  /** Sends these frames in one write; each of them comes back. */
  Dialog echoes(TestFrame... frames) throws Exception {
    return send(frames).expect(frames);
  }

  /** Sends these pings in one write; a pong with its payload answers each. */
  Dialog pongs(TestFrame... pings) throws Exception {
    send(pings);
    for (TestFrame ping : pings) {
      take(ping.withOpcode(TestFrame.PONG));
    }
    return this;
  }

  /** Sends these fragments in one write; this message comes back. */
  Dialog echoes(TestFrame message, List<TestFrame> fragments) throws Exception {
    return send(fragments.toArray(new TestFrame[0])).expect(message);
  }

  private TestMessage take(TestFrame frame) throws InterruptedException {
    TestMessage received = next(frame.opcode() == TestFrame.PONG);
    assertThat(received.kind().name()).as("%s", received).isEqualTo(kind(frame));
    assertThat(received.payload()).as("%s", received).isEqualTo(frame.payload());
    assertThat(received.frames()).as("frames of %s", received).isEqualTo(framesFor(received));
    if (frame.opcode() != TestFrame.PONG) {
      heard.expect(kind(frame), frame.payload());
    }
    return received;
  }

  /** A message that does not shrink is cut at 256 KiB, so that control frames get through. */
  private static int framesFor(TestMessage received) {
    int size = received.compressed() ? 0 : received.payload().length;
    return Math.max(1, (size + LARGEST_FRAME - 1) / LARGEST_FRAME);
  }

  private static String kind(TestFrame frame) {
    switch (frame.opcode()) {
      case TestFrame.TEXT:
        return "TEXT";
      case TestFrame.BINARY:
        return "BINARY";
      case TestFrame.PONG:
        return "PONG";
      default:
        throw new IllegalArgumentException("a client does not echo " + frame);
    }
  }

  private TestMessage next(boolean pong) throws InterruptedException {
    Deque<TestMessage> early = pong ? pongs : messages;
    Deque<TestMessage> other = pong ? messages : pongs;
    TestMessage received = early.isEmpty() ? connection().take() : early.remove();
    while ((received.kind() == TestMessage.Kind.PONG) != pong && isAnswer(received)) {
      other.add(received);
      received = connection().take();
    }
    return received;
  }

  private static boolean isAnswer(TestMessage received) {
    return received.kind() != TestMessage.Kind.CLOSE && received.kind() != TestMessage.Kind.END;
  }

  // ---- the end

  /** The client fails the connection (7.1.7) with a Close of this code, after all that was expected and nothing else. */
  void fails(int code) throws Exception {
    expectClose(code, "");
    CloseEvent close = awaitClosed();
    heard.failed(close);
    assertThat(close.cause()).isInstanceOf(WebSocketProtocolException.class);
    assertThat(((WebSocketProtocolException) close.cause()).closeCode()).isEqualTo(code);
    assertThat(close.initiator()).isEqualTo(Initiator.PROTOCOL);
  }

  /** The server closes with this code and reason; the client answers with the code. */
  void ends(int code, String reason) throws Exception {
    endsAfter(TestFrames.close(code, reason), code, reason);
  }

  /** The server sends these frames, of which one is its Close; the client answers that and nothing behind it. */
  void endsAfter(TestFrame close, int code, String reason, TestFrame... ignored) throws Exception {
    List<TestFrame> frames = new ArrayList<>(List.of(close));
    frames.addAll(List.of(ignored));
    send(frames.toArray(new TestFrame[0])).hasEnded(code, reason);
  }

  /** The server's Close was sent before: the client answers it. */
  void hasEnded(int code, String reason) throws Exception {
    expectClose(code, "");
    isClean(code, reason, Initiator.REMOTE);
  }

  /** The client closes; the server answers with the same code. */
  void closes(int code, String reason) throws Exception {
    assertThat(client().close(code, reason)).isTrue();
    expectClose(code, reason);
    isClosed(code);
  }

  /** The client closed, and the server has answered with this code: it was clean. */
  void isClosed(int code) throws Exception {
    isClean(code, "", Initiator.LOCAL);
  }

  private void isClean(int code, String reason, Initiator initiator) throws Exception {
    CloseEvent close = awaitClosed();
    assertThat(close.code()).isEqualTo(code);
    assertThat(close.reason()).isEqualTo(reason);
    assertThat(close.wasClean()).isTrue();
    assertThat(close.initiator()).isEqualTo(initiator);
    assertThat(close.cause()).isNull();
  }

  private void expectClose(int code, String reason) throws InterruptedException {
    TestConnection from = connection();
    TestMessage received = messages.isEmpty() && pongs.isEmpty() ? from.take() : leftOver();
    assertThat(received.kind()).as("%s", received).isEqualTo(TestMessage.Kind.CLOSE);
    assertThat(received.closeCode()).isEqualTo(code);
    assertThat(received.closeReason()).isEqualTo(reason);
    TestMessage end = from.take();
    assertThat(end.kind()).as("%s", end).isEqualTo(TestMessage.Kind.END);
  }

  private TestMessage leftOver() {
    return messages.isEmpty() ? pongs.element() : messages.element();
  }

  /** There is no connection: the attempt fails with one error, whose rule or message says this. */
  WebSocketException isRefused(String why) throws Exception {
    connect();
    CloseEvent close = awaitClosed();
    heard.failed(close);
    assertThat(close.connectionNumber()).isZero();
    WebSocketException error = close.cause();
    String rule = error instanceof HandshakeException refused ? refused.rule() : "";
    assertThat(error.getMessage() + '\n' + rule).contains(why);
    return error;
  }

  private CloseEvent awaitClosed() throws InterruptedException {
    over = true;
    CloseEvent close = heard.awaitClosed();
    assertThat(client.readyState()).isEqualTo(ReadyState.CLOSED);
    assertThat(client.bufferedAmount()).isZero();
    return close;
  }
}
