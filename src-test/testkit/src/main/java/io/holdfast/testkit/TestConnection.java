/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one connection: what a script drives, and what a test may drive by hand once it has it from
 * {@link TestServer#awaitConnection()}.
 *
 * <p>Sending methods block until the kernel has the bytes and throw IOException if it does not take them. Taking and
 * expecting methods wait at most the server's deadline (default 10 s) and throw AssertionError if the expected thing did
 * not come. All methods may be called from any thread; two threads that take messages share them.
 */
public final class TestConnection {
  /** How a connection ended, as far as the server can tell. */
  public enum End {
    /** The client closed its direction: TCP FIN. */
    CLIENT_FIN,
    /** The client reset the connection: TCP RST. */
    CLIENT_RST,
    /** The server closed the socket. */
    SERVER
  }

  private final TestServer server;
  private final int number;
  private final TestScript script;
  private final TestRequest request;
  private final Wire wire;
  private final Inbox inbox = new Inbox();
  private final Taker taker;
  private final ConnectionReader reader;
  private final CompressedSender compressed;

  private volatile boolean closeSent;
  private volatile boolean upgraded;
  private final CountDownLatch answered = new CountDownLatch(1);
  private final AtomicReference<@Nullable End> end = new AtomicReference<>();

  TestConnection(
      TestServer server,
      int number,
      TestScript script,
      TestRequest request,
      Wire wire,
      String extensions) {
    this.server = server;
    this.number = number;
    this.script = script;
    this.request = request;
    this.wire = wire;
    compressed = new CompressedSender(wire, TestDeflate.forServer(extensions));
    taker = new Taker(inbox, toString(), server.deadlineNanos());
    wire.onOver(() -> server.ledger().endUpgrade(this));
    reader = new ConnectionReader(
        wire, inbox, new ReaderOwner(), script.answerPings, TestDeflate.forServer(extensions));
  }

  /** The reader's way back. */
  private final class ReaderOwner implements ConnectionReader.Owner {
    @Override
    public void onViolation(String rule) {
      if (!script.lenient) {
        server.ledger().fail(TestConnection.this + ": the client broke " + rule, null);
      }
    }

    @Override
    public void onCloseReceived(TestFrame close) throws IOException {
      if (!script.answerClose || wire.isSilent()) {
        return;
      }
      if (!closeSent) {
        closeSent = true;
        byte[] payload = close.payload();
        wire.writeUrgent(TestFrame.of(
                TestFrame.CLOSE, Arrays.copyOf(payload, Math.min(2, payload.length)))
            .encode());
      }
      // 7.1.1: the server closes the TCP connection first.
      wire.finish();
    }
  }

  /** Runs on the connection's thread until the end. */
  void read() throws InterruptedException {
    End how = End.SERVER;
    try {
      how = reader.run();
    } finally {
      ended(how);
    }
  }

  /** Releases everything; the first reason counts. */
  void ended(End how) {
    end.compareAndSet(null, how);
    wire.close();
    compressed.close();
    // Last, so that whoever is told finds the rest done.
    inbox.end(String.valueOf(end.get()));
  }

  TestServer server() {
    return server;
  }

  void markUpgraded() {
    upgraded = true;
  }

  /** The answer to the handshake was written, or could not be. */
  void markAnswered() {
    answered.countDown();
  }

  /** Until then what others send would go out before it. */
  void awaitAnswered() throws InterruptedException {
    answered.await(server.deadlineNanos(), TimeUnit.NANOSECONDS);
  }

  // ---- facts

  /** 1 for the first connection that got a script, 2 for the next, and so on. */
  public int number() {
    return number;
  }

  /** The client's handshake. */
  public TestRequest request() {
    return request;
  }

  /** Whether the client was answered with a good 101. */
  public boolean isUpgraded() {
    return upgraded;
  }

  /** Whether neither side has ended the connection, as far as the server can tell. */
  public boolean isOpen() {
    return inbox.ended() == null && !wire.isOver();
  }

  /** Whether this side sends nothing more: it has ended its direction or fallen silent. */
  public boolean isSilent() {
    return wire.isSilent();
  }

  /** How it ended; null while it lasts. */
  public @Nullable End end() {
    return end.get();
  }

  /** The frames received, as they were on the wire, oldest first; the last 4 096 or 16 MiB of them are kept. */
  public List<TestFrame> frames() {
    return reader.frames();
  }

  /** How many frames were received in all. */
  public long frameCount() {
    return reader.frameCount();
  }

  /** Bytes sent so far, the answer to the handshake included; TLS overhead is not. */
  public long bytesSent() {
    return wire.sent();
  }

  /** The TCP socket, for options that have no method here; reading or writing it disturbs everything else. */
  public Socket socket() {
    return wire.raw();
  }

  /** The TLS session; null on plain TCP. */
  public @Nullable SSLSession tlsSession() {
    SSLSocket tls = wire.tls();
    return tls == null ? null : tls.getSession();
  }

  // ---- sending

  /** Sends a text message in one frame. */
  public void sendText(String text) throws IOException {
    send(TestFrames.text(text));
  }

  /** Sends a binary message in one frame. */
  public void sendBinary(byte... payload) throws IOException {
    send(TestFrames.binary(payload));
  }

  /** Sends these frames as they are, in one write. */
  public void send(TestFrame... frames) throws IOException {
    for (TestFrame frame : frames) {
      closeSent |= frame.opcode() == TestFrame.CLOSE;
    }
    sendRaw(TestFrames.encode(frames));
  }

  /** Sends these bytes in one write. */
  public void sendRaw(byte[] bytes) throws IOException {
    wire.write(bytes);
  }

  /** Sends these bytes in a write each, nothing in between. */
  public void sendSlowly(byte[] bytes) throws IOException {
    wire.write(bytes, 1);
  }

  /** Sends a text message compressed in the context of this connection; permessage-deflate must have been agreed. */
  public void sendCompressed(String text) throws IOException {
    sendCompressed(TestFrames.text(text));
  }

  /** Sends a message compressed in the context of this connection; permessage-deflate must have been agreed. */
  public void sendCompressed(TestFrame message) throws IOException {
    compressed.send(message);
  }

  /** Sends a ping and waits for the pong with its payload; other pongs and pings before it are passed over. */
  public void ping(String payload) throws IOException, InterruptedException {
    send(TestFrames.ping(payload));
    TestMessage pong = taker.next("the pong of " + Text.quote(payload));
    while (pong.isControl()
        && !(pong.kind() == TestMessage.Kind.PONG && pong.text().equals(payload))) {
      pong = taker.next("the pong of " + Text.quote(payload));
    }
    taker.require(pong.kind() == TestMessage.Kind.PONG, "the pong of " + Text.quote(payload), pong);
  }

  /**
   * The closing handshake (section 7.1): sends a Close frame, waits for the client's, passing over what comes before it,
   * and ends the TCP connection.
   */
  public void close(int code, String reason) throws IOException, InterruptedException {
    send(TestFrames.close(code, reason));
    TestMessage answer = taker.next("the answer to our Close " + code);
    while (answer.kind() != TestMessage.Kind.CLOSE) {
      taker.require(
          answer.kind() != TestMessage.Kind.END, "the answer to our Close " + code, answer);
      answer = taker.next("the answer to our Close " + code);
    }
    finish();
  }

  /** Ends our direction: close_notify under TLS, FIN. What the client still sends is read. */
  public void finish() throws IOException {
    wire.finish();
  }

  /** Breaks the connection at once, whatever is being written; does nothing if it is closed. */
  public void cut(Cut how) throws IOException {
    wire.cut(how);
    inbox.discard();
  }

  /** Breaks the connection once so many bytes have been sent since it began, at once if that many have been. */
  public void cutAfter(long bytes, Cut how) throws IOException {
    wire.cutAfter(bytes, how);
  }

  /** Sends the header of a binary frame of {@code claimed} bytes and {@code sent} of them, then falls silent. */
  public void stallMidFrame(long claimed, int sent) throws IOException {
    wire.writeThenStall(
        TestFrames.binary(new byte[sent]).withClaimedLength(claimed).encode());
    inbox.discard();
  }

  /** Reads nothing more; a read that is under way still takes what comes, at most 8 KiB. */
  public void stopReading() throws IOException {
    wire.stopReading();
  }

  // ---- receiving

  /** The next message, control frame or end; null if none came in this time. */
  public @Nullable TestMessage poll(long timeout, TimeUnit unit) throws InterruptedException {
    return inbox.take(unit.toNanos(timeout));
  }

  /** The next message, control frame or end. */
  public TestMessage take() throws InterruptedException {
    return taker.next("anything");
  }

  /** The next message, which must be text; pings and pongs before it are passed over. */
  public String takeText() throws InterruptedException {
    return taker.kind(TestMessage.Kind.TEXT, "a text message").text();
  }

  /** The next message, which must be binary; pings and pongs before it are passed over. */
  public byte[] takeBinary() throws InterruptedException {
    return taker.kind(TestMessage.Kind.BINARY, "a binary message").payload();
  }

  /** The next ping; pongs before it are passed over. */
  public TestMessage takePing() throws InterruptedException {
    return taker.kind(TestMessage.Kind.PING, "a ping");
  }

  /** The next pong; pings before it are passed over. */
  public TestMessage takePong() throws InterruptedException {
    return taker.kind(TestMessage.Kind.PONG, "a pong");
  }

  /** The next Close frame; pings and pongs before it are passed over. */
  public TestMessage takeClose() throws InterruptedException {
    return taker.kind(TestMessage.Kind.CLOSE, "a Close frame");
  }

  /** Takes the next message, which must be this text. */
  public void expectText(String text) throws InterruptedException {
    String expected = "text " + Text.quote(text);
    TestMessage message = taker.kind(TestMessage.Kind.TEXT, expected);
    taker.require(message.text().equals(text), expected, message);
  }

  /** Takes the next message, which must be these bytes. */
  public void expectBinary(byte... payload) throws InterruptedException {
    String expected = "binary(" + payload.length + ") " + Text.hex(payload);
    TestMessage message = taker.kind(TestMessage.Kind.BINARY, expected);
    taker.require(Arrays.equals(message.payload(), payload), expected, message);
  }

  /** Takes the next Close frame, which must have this code; 1005: none. */
  public void expectClose(int code) throws InterruptedException {
    TestMessage message = taker.kind(TestMessage.Kind.CLOSE, "Close " + code);
    taker.require(message.closeCode() == code, "Close " + code, message);
  }

  /** Waits until the connection is over; messages nobody took stay. */
  public End awaitEnd() throws InterruptedException {
    taker.requireEnd();
    End how = end.get();
    return how == null ? End.SERVER : how;
  }

  // ---- lasting; without a deadline, for scripts

  void echo() throws IOException, InterruptedException {
    for (TestMessage message = taker.forever();
        message.kind() != TestMessage.Kind.END;
        message = taker.forever()) {
      boolean text = message.kind() == TestMessage.Kind.TEXT;
      if (text || message.kind() == TestMessage.Kind.BINARY) {
        TestFrame frame = TestFrame.of(text ? TestFrame.TEXT : TestFrame.BINARY, message.payload());
        if (message.compressed() && compressed.isAgreed()) {
          sendCompressed(frame);
        } else {
          send(frame);
        }
      } else if (message.kind() == TestMessage.Kind.CLOSE) {
        return;
      }
    }
  }

  void discard() {
    inbox.discard();
  }

  void hold() throws InterruptedException {
    inbox.awaitEnd(Inbox.FOREVER_NANOS);
  }

  @Override
  public String toString() {
    return "connection #" + number;
  }
}
