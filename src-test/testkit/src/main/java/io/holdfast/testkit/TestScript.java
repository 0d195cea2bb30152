/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * What a {@link TestServer} does with one connection: how it answers the handshake, then its steps one after the other.
 * Get one from {@link TestServer#script()} and write it in one go, before the client connects:
 *
 * <pre>{@code
 * server.script().subprotocol("chat").sendText("hello").expectText("hi").close(1000, "bye");
 * server.script().rejectBusy(2);
 * server.script().echo();
 * }</pre>
 *
 * <p>Without a word about the handshake it is accepted. After the last step the connection stays open, and the test may
 * go on with its {@link TestConnection}. Pings and Close frames of the client are answered all along, unless
 * {@link #manual()}, {@link #ignorePings()} or {@link #ignoreClose()} says otherwise; a client that breaks RFC 6455 is a
 * failure, unless {@link #lenient()}. Steps wait at most the server's deadline (default 10 s) each.
 */
public final class TestScript {
  /** A step of your own. */
  public interface Action {
    /** Runs on the script's thread of this connection; an exception or AssertionError is a failure of the script. */
    void run(TestConnection connection) throws Exception;
  }

  /** An answer of your own to the opening handshake. */
  public interface Responder {
    /** The bytes to send as they are; {@link TestRequest#acceptValue()} helps. Runs on the connection's thread. */
    byte[] respond(TestRequest request) throws IOException;
  }

  /** One step; a holding one may last until the server is closed. */
  static final class Step {
    final String name;
    final Action action;
    final boolean holding;

    Step(String name, Action action, boolean holding) {
      this.name = name;
      this.action = action;
      this.holding = holding;
    }
  }

  private final List<Step> steps = new CopyOnWriteArrayList<>();
  final HandshakeReply reply = new HandshakeReply();
  volatile int times = 1;
  volatile boolean lenient;
  volatile boolean answerPings = true;
  volatile boolean answerClose = true;
  volatile boolean neverReads;
  private volatile boolean onlySends = true;
  volatile long cutAfter = Long.MAX_VALUE;
  volatile Cut cut = Cut.FIN;

  TestScript() {}

  List<Step> steps() {
    return steps;
  }

  private TestScript step(String name, Action action) {
    onlySends = false;
    steps.add(new Step(name, action, false));
    return this;
  }

  private TestScript sending(String name, Action action) {
    steps.add(new Step(name, action, false));
    return this;
  }

  private TestScript holding(String name, Action action) {
    onlySends = false;
    steps.add(new Step(name, action, true));
    return this;
  }

  /** Uses this script for so many connections in a row before the next one's turn; default 1. */
  public TestScript times(int connections) {
    times = connections;
    return this;
  }

  // ---- the opening handshake

  /** Accepts the handshake; it would be accepted without this call too. */
  public TestScript accept() {
    return this;
  }

  /** Accepts and adds this header to the 101. */
  public TestScript acceptWith(String name, String value) {
    reply.add(name, value);
    return this;
  }

  /** Leaves out {@code Upgrade}, {@code Connection} or {@code Sec-WebSocket-Accept} from the 101. */
  public TestScript withoutHeader(String name) {
    reply.remove(name);
    return this;
  }

  /** Another value for {@code Upgrade}, {@code Connection} or {@code Sec-WebSocket-Accept}. */
  public TestScript withHeader(String name, String value) {
    reply.remove(name);
    reply.add(name, value);
    return this;
  }

  /** Accepts with this status line in place of {@code HTTP/1.1 101 Switching Protocols}. */
  public TestScript statusLine(String line) {
    reply.statusLine(line);
    return this;
  }

  /** Accepts and selects this subprotocol, offered or not. */
  public TestScript subprotocol(String name) {
    return acceptWith("Sec-WebSocket-Protocol", name);
  }

  /** Accepts with this {@code Sec-WebSocket-Extensions} value, offered or not; permessage-deflate is then understood. */
  public TestScript extensions(String value) {
    return acceptWith("Sec-WebSocket-Extensions", value);
  }

  /** Agrees to permessage-deflate without parameters if the client offers it. */
  public TestScript deflate() {
    reply.deflateIfOffered();
    return this;
  }

  /** Answers 101 with a {@code Sec-WebSocket-Accept} that belongs to another key. */
  public TestScript wrongAccept() {
    reply.wrongAccept();
    return this;
  }

  /** Sends these frames in the same write as the 101. */
  public TestScript glued(TestFrame... frames) {
    return glued(TestFrames.encode(frames));
  }

  /** Sends these bytes in the same write as the 101. */
  public TestScript glued(byte[] bytes) {
    reply.glue(bytes);
    return this;
  }

  /** Answers with this status, body and headers (names and values in turn), then ends the connection. */
  public TestScript reject(int status, String body, String... headers) {
    reply.statusLine("HTTP/1.1 " + status + " Test");
    reply.body(body);
    for (int i = 0; i < headers.length; i += 2) {
      reply.add(headers[i], headers[i + 1]);
    }
    return this;
  }

  /** Answers with this status and no body, then ends the connection. */
  public TestScript reject(int status) {
    return reject(status, "");
  }

  /** Answers 503 with {@code Retry-After} in seconds, then ends the connection. */
  public TestScript rejectBusy(long retryAfterSeconds) {
    return reject(503, "busy", "Retry-After", String.valueOf(retryAfterSeconds));
  }

  /** Answers the request with these bytes, whatever they are. Frames are understood after a 101. */
  public TestScript rawResponse(byte[] bytes) {
    byte[] copy = bytes.clone();
    return respond(request -> copy);
  }

  /** Answers the request with what this returns. */
  public TestScript respond(Responder responder) {
    reply.responder(responder);
    return this;
  }

  /** Writes the answer to the handshake one byte at a time. */
  public TestScript answerSlowly() {
    reply.slowly = true;
    return this;
  }

  /** Answers the handshake only when this latch is at zero. */
  public TestScript answerAfter(CountDownLatch latch) {
    reply.gate = latch;
    return this;
  }

  /** Reads the request and never answers. */
  public TestScript neverAnswer() {
    reply.mode = HandshakeReply.Mode.NEVER_ANSWER;
    return this;
  }

  /** Resets the TCP connection as soon as it is accepted. See {@link TestServer#stopListening()} to refuse it. */
  public TestScript resetOnAccept() {
    reply.mode = HandshakeReply.Mode.RESET_ON_ACCEPT;
    return this;
  }

  /** Accepts the TCP connection and does nothing more: no TLS handshake, no byte read or written. */
  public TestScript silentOnAccept() {
    reply.mode = HandshakeReply.Mode.SILENT_ON_ACCEPT;
    return this;
  }

  // ---- behaviour of the whole connection

  /** Breaks the connection once this many bytes have been sent, those of the handshake's answer included. */
  public TestScript cutAfter(long bytes, Cut how) {
    cutAfter = bytes;
    cut = how;
    return this;
  }

  /** Answers neither pings nor Close frames; the steps do what they want done. */
  public TestScript manual() {
    return ignorePings().ignoreClose();
  }

  /** Answers no ping. */
  public TestScript ignorePings() {
    answerPings = false;
    return this;
  }

  /** Answers no Close frame. */
  public TestScript ignoreClose() {
    answerClose = false;
    return this;
  }

  /** Takes I/O errors in steps and breaches of RFC 6455 by the client as they come: only failed expectations count. */
  public TestScript lenient() {
    lenient = true;
    return this;
  }

  // ---- steps: sending

  /** Sends a text message in one frame. */
  public TestScript sendText(String text) {
    return sending("sendText(" + Text.quote(text) + ")", c -> c.sendText(text));
  }

  /** Sends a binary message in one frame. */
  public TestScript sendBinary(byte... payload) {
    return sending("sendBinary(" + payload.length + ")", c -> c.sendBinary(payload));
  }

  /** Sends a text message compressed, in the context of this connection. */
  public TestScript sendCompressed(String text) {
    return sending("sendCompressed(" + Text.quote(text) + ")", c -> c.sendCompressed(text));
  }

  /** Sends these frames as they are, in one write. */
  public TestScript send(TestFrame... frames) {
    return sending("send" + Arrays.toString(frames), c -> c.send(frames));
  }

  /** Sends these bytes in one write. */
  public TestScript sendRaw(byte[] bytes) {
    return sending("sendRaw(" + bytes.length + ")", c -> c.sendRaw(bytes));
  }

  /** Sends these bytes in a write each. */
  public TestScript sendSlowly(byte[] bytes) {
    return sending("sendSlowly(" + bytes.length + ")", c -> c.sendSlowly(bytes));
  }

  /** Sends a ping and waits for its pong. */
  public TestScript ping(String payload) {
    return step("ping(" + Text.quote(payload) + ")", c -> c.ping(payload));
  }

  // ---- steps: expecting

  /** Waits for the next message, which must be this text; pings and pongs before it are passed over. */
  public TestScript expectText(String text) {
    return step("expectText(" + Text.quote(text) + ")", c -> c.expectText(text));
  }

  /** Waits for the next message, which must be these bytes; pings and pongs before it are passed over. */
  public TestScript expectBinary(byte... payload) {
    return step("expectBinary(" + payload.length + ")", c -> c.expectBinary(payload));
  }

  /** Waits for a ping; pongs before it are passed over. */
  public TestScript expectPing() {
    return step("expectPing()", TestConnection::takePing);
  }

  /** Waits for a Close frame with this code (1005: without one); pings and pongs before it are passed over. */
  public TestScript expectClose(int code) {
    return step("expectClose(" + code + ")", c -> c.expectClose(code));
  }

  /** Waits until the client has ended the connection; what it sent before is passed over. */
  public TestScript expectEnd() {
    return step("expectEnd()", TestConnection::awaitEnd);
  }

  // ---- steps: lasting

  /** Sends every message back, compressed if it came so, until the connection ends. */
  public TestScript echo() {
    return holding("echo()", TestConnection::echo);
  }

  /** Takes and forgets messages until the connection ends. */
  public TestScript discard() {
    return step("discard()", TestConnection::discard).hold();
  }

  /** Does nothing more until the connection ends; pings and Close frames are answered. */
  public TestScript hold() {
    return holding("hold()", TestConnection::hold);
  }

  // ---- steps: ending and breaking

  /** Sends a Close frame, waits for the client's, and ends the TCP connection (section 7.1.1). */
  public TestScript close(int code, String reason) {
    return step("close(" + code + ")", c -> c.close(code, reason));
  }

  /** Ends the stream without a Close frame: TCP FIN. */
  public TestScript dropFin() {
    return step("dropFin()", c -> c.cut(Cut.FIN));
  }

  /** Resets the connection: TCP RST. */
  public TestScript dropRst() {
    return step("dropRst()", c -> c.cut(Cut.RST));
  }

  /** Falls silent without FIN: sends nothing more and throws away what comes, like a peer behind a dead link. */
  public TestScript halfOpen() {
    return step("halfOpen()", c -> c.cut(Cut.STALL)).hold();
  }

  /** Sends the header of a binary frame of {@code claimed} bytes and {@code sent} of them, then falls silent. */
  public TestScript stallMidFrame(long claimed, int sent) {
    return step("stallMidFrame(" + claimed + ", " + sent + ")", c -> c.stallMidFrame(claimed, sent))
        .hold();
  }

  /**
   * Reads nothing more, so that the client's writes block once the buffers are full (keep them small with
   * {@link TestServer.Builder#receiveBufferSize}). If no step before this one receives, not a byte is ever read.
   */
  public TestScript notReading() {
    neverReads = onlySends;
    return step("notReading()", TestConnection::stopReading).hold();
  }

  // ---- steps: free form

  /** Waits for this latch, without a deadline. */
  public TestScript await(CountDownLatch latch) {
    return step("await(latch)", c -> latch.await());
  }

  /** Closes the server's listening socket, so that the next dial is refused. */
  public TestScript stopListening() {
    return step("stopListening()", c -> c.server().stopListening());
  }

  /** Runs this. */
  public TestScript run(Action action) {
    return step("run(...)", action);
  }
}
