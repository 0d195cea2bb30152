/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.CloseEvent.Initiator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.ByteString;

/**
 * A connection without a network. It writes down what the session asks of it and reports what the test tells it to. Like
 * the real one it gives its thread back at once when it is abandoned, unless the test says that the thread is stuck.
 */
final class FakeConnection implements Connection {
  final SessionParts parts;
  final Owner owner;
  final AttemptPlan plan;

  /** What was asked, in order: start, dial, close 1000, ping, cut TRANSPORT, abandon. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  final List<byte[]> pings = new CopyOnWriteArrayList<>();

  /** What it wrote, as text. */
  final List<String> written = new ArrayList<>();

  boolean closeWritten;
  private final ReaderPause pause = new ReaderPause() {
    @Override
    public void begin() {
      traffic.paused = true;
    }

    @Override
    public void end() {
      traffic.resumedAt = parts.timers.now();
      traffic.paused = false;
    }
  };
  Error cutThrows;
  final HeartbeatMonitor.Traffic traffic = new HeartbeatMonitor.Traffic();

  volatile End cutCause;
  volatile boolean abandoned;
  volatile boolean stuck;
  final AtomicInteger wakes = new AtomicInteger();
  final AtomicInteger sents = new AtomicInteger();

  FakeConnection(SessionParts parts, Owner owner, AttemptPlan plan) {
    this.parts = parts;
    this.owner = owner;
    this.plan = plan;
  }

  // ---- what the session asks

  @Override
  public void start() {
    asked.add("start");
  }

  @Override
  public void dial() {
    asked.add("dial");
  }

  @Override
  public void close(int code, String reason) {
    asked.add("close " + code + (reason.isEmpty() ? "" : " " + reason));
  }

  @Override
  public boolean hasWrittenClose() {
    return closeWritten;
  }

  @Override
  public void ping(byte[] payload) {
    asked.add("ping");
    pings.add(payload);
  }

  @Override
  public void wakeWriter() {
    wakes.incrementAndGet();
  }

  @Override
  public void sent() {
    sents.incrementAndGet();
  }

  @Override
  public void cut(End cause) {
    if (cutCause == null) {
      cutCause = cause;
      asked.add("cut " + cause.initiator);
    }
    if (cutThrows != null) {
      throw cutThrows;
    }
  }

  @Override
  public void abandon() {
    if (!abandoned) {
      abandoned = true;
      asked.add("abandon");
      if (!stuck) {
        owner.released(this);
      }
    }
  }

  @Override
  public HeartbeatMonitor.Traffic traffic() {
    return traffic;
  }

  @Override
  public AttemptPlan plan() {
    return plan;
  }

  @Override
  public int connectionNumber() {
    return plan.connectionNumber;
  }

  @Override
  public boolean isCut() {
    return abandoned || cutCause != null;
  }

  boolean isDialled() {
    return asked.contains("dial");
  }

  // ---- what the test lets happen

  void prepared() {
    prepared(Journal.endpoint(plan.url));
  }

  void prepared(String hostAndPort) {
    owner.prepared(this, hostAndPort);
  }

  /** The handshake is done. False: the session does not want it. */
  boolean opened() {
    return opened("chat", "");
  }

  boolean opened(String subprotocol, String extensions) {
    long now = parts.timers.now();
    traffic.lastByteIn = now;
    traffic.lastWriteProgress = now;
    traffic.resumedAt = now;
    return owner.opened(this, new Opened(response(), subprotocol, extensions));
  }

  private Response response() {
    return new Response.Builder()
        .request(new Request.Builder().url(plan.url).build())
        .protocol(Protocol.HTTP_1_1)
        .code(101)
        .message("Switching Protocols")
        .build();
  }

  /** The peer's Close frame has come; the TCP end has not. */
  void peerCloses(int code) {
    owner.closing(this, new End(Initiator.REMOTE, code, "bye", false, null));
  }

  /** The peer broke the protocol: our Close is on its way. */
  void fails(int code) {
    owner.closing(this, violation(code));
  }

  static End violation(int code) {
    return End.of(Initiator.PROTOCOL, new WebSocketProtocolException("broken", null, code));
  }

  /** The closing handshake is complete, TCP has ended. */
  void endedCleanly(int code) {
    ended(new End(Initiator.REMOTE, code, "bye", true, null));
  }

  /** The peer's Close and the TCP end, one after the other. */
  void closedByPeer(int code) {
    peerCloses(code);
    endedCleanly(code);
  }

  void ended(End end) {
    owner.ended(this, end);
  }

  /** A reset, a refusal, an end of stream. */
  void lost() {
    ended(End.of(Initiator.TRANSPORT, new WebSocketException("lost", null)));
  }

  void rejected(int status, String... headers) {
    ended(End.of(
        Initiator.TRANSPORT,
        new HandshakeException(
            "HTTP " + status, null, status, okhttp3.Headers.of(headers), ByteString.EMPTY, "4.1")));
  }

  /** Cut, its reader wakes and reports the cause. */
  void endedAsCut() {
    ended(cutCause);
  }

  /** The stuck thread comes out after it was abandoned. */
  void released() {
    stuck = false;
    owner.released(this);
  }

  /** A read brought these messages. Blocks as the reader would if the listener is too far behind. */
  void receives(Object... messages) {
    byteIn();
    MessageBatch batch = parts.events.newBatch(this, pause);
    for (Object message : messages) {
      batch.add(message, size(message));
      if (batch.isFull()) {
        publish(batch);
        batch = parts.events.newBatch(this, pause);
      }
    }
    if (batch.size() > 0) {
      publish(batch);
    }
  }

  private void publish(MessageBatch batch) {
    parts.events.add(batch);
    parts.events.deliverFromReader(pause);
  }

  static int size(Object message) {
    return message instanceof ByteString bytes
        ? bytes.size()
        : message.toString().length();
  }

  void byteIn() {
    traffic.lastByteIn = parts.timers.now();
  }

  void pong() {
    byteIn();
    parts.pulse.pong(this, pings.get(pings.size() - 1));
  }

  void pingWritten() {
    owner.pingWritten(this);
  }

  /** Writes all that may be written, and reports it. Returns how many messages that were. */
  int writes() {
    int count = 0;
    for (SendQueue.Batch batch = take(); batch != null; batch = take()) {
      finish(batch);
      count += batch.messages.size();
    }
    return count;
  }

  /** Begins to write: what it takes is handed to the connection. */
  SendQueue.Batch take() {
    return parts.queue.take(connectionNumber(), WriteBuffer.DATA, parts.timers.now());
  }

  void finish(SendQueue.Batch batch) {
    long bytes = 0;
    for (Outgoing message : batch.messages) {
      bytes += message.size;
      written.add(ByteString.of(message.payload()).utf8());
    }
    parts.queue.written(batch, bytes, batch.messages.size());
    parts.events.signal();
  }

  @Override
  public String toString() {
    return "attempt " + plan.number + " for #" + plan.connectionNumber + asked;
  }
}
