/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one client: judges them by RFC 6455, keeps a log of them, puts messages together for the
 * {@link Inbox}, answers pings and Close frames where the script lets it.
 */
final class ConnectionReader {
  private static final int LOGGED_FRAMES = 4096;
  private static final long LOGGED_BYTES = 16L << 20;

  /** What the reader tells its connection. */
  interface Owner {
    void onViolation(String rule);

    void onCloseReceived(TestFrame close) throws IOException;
  }

  private final Wire wire;
  private final Inbox inbox;
  private final Owner owner;
  private final boolean answerPings;
  private final @Nullable TestDeflate deflate;
  private final ReentrantLock logLock = new ReentrantLock();
  // The next three are guarded by logLock.
  private final Queue<TestFrame> log = new ArrayDeque<>();
  private long loggedBytes;
  private long frameCount;

  // The rest belongs to the reading thread.
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private @Nullable TestFrame first;
  private int fragments;
  private boolean closeSeen;

  ConnectionReader(
      Wire wire, Inbox inbox, Owner owner, boolean answerPings, @Nullable TestDeflate deflate) {
    this.wire = wire;
    this.inbox = inbox;
    this.owner = owner;
    this.answerPings = answerPings;
    this.deflate = deflate;
  }

  /** Reads until the end and says how it came. */
  TestConnection.End run() throws InterruptedException {
    TestFrameReader frames = new TestFrameReader(wire.in());
    try {
      for (TestFrame frame = frames.read(); frame != null; frame = frames.read()) {
        log(frame);
        try {
          handle(frame);
        } catch (CutException e) {
          // The cut is made; what the client still sends is read on.
          inbox.discard();
        }
      }
      return TestConnection.End.CLIENT_FIN;
    } catch (IOException e) {
      return endOf(e, wire);
    } finally {
      if (deflate != null) {
        deflate.close();
      }
    }
  }

  /** Reads until the end what are no frames. */
  static TestConnection.End drain(Wire wire) {
    byte[] ignored = new byte[4096];
    try {
      int n = 0;
      while (n >= 0) {
        n = wire.in().read(ignored);
      }
      return TestConnection.End.CLIENT_FIN;
    } catch (IOException e) {
      return endOf(e, wire);
    }
  }

  private static TestConnection.End endOf(IOException e, Wire wire) {
    if (wire.raw().isClosed()) {
      return TestConnection.End.SERVER;
    }
    if (e instanceof EOFException) {
      return TestConnection.End.CLIENT_FIN;
    }
    // Under TLS a FIN without close_notify arrives as an SSLException.
    return e instanceof SocketException
        ? TestConnection.End.CLIENT_RST
        : TestConnection.End.CLIENT_FIN;
  }

  private void handle(TestFrame frame) throws IOException, InterruptedException {
    check(frame);
    switch (frame.opcode()) {
      case TestFrame.TEXT:
      case TestFrame.BINARY:
        first = frame;
        message.reset();
        fragments = 0;
        append(frame);
        break;
      case TestFrame.CONTINUATION:
        append(frame);
        break;
      case TestFrame.PING:
        if (answerPings && !closeSeen) {
          wire.writeUrgent(TestFrames.pong(frame.payload()).encode());
        }
        inbox.put(new TestMessage(TestMessage.Kind.PING, frame.payload(), false, 1));
        break;
      case TestFrame.PONG:
        inbox.put(new TestMessage(TestMessage.Kind.PONG, frame.payload(), false, 1));
        break;
      case TestFrame.CLOSE:
        closeSeen = true;
        try {
          owner.onCloseReceived(frame);
        } finally {
          inbox.put(new TestMessage(TestMessage.Kind.CLOSE, frame.payload(), false, 1));
        }
        break;
      default:
        break;
    }
  }

  private void append(TestFrame frame) throws InterruptedException {
    TestFrame start = first;
    if (start == null) {
      return;
    }
    byte[] payload = frame.payload();
    message.write(payload, 0, payload.length);
    fragments++;
    if (!frame.fin()) {
      return;
    }
    first = null;
    byte[] whole = message.toByteArray();
    boolean compressed = (start.rsv() & TestFrame.RSV1) != 0;
    if (compressed && deflate != null) {
      try {
        whole = deflate.inflate(whole);
      } catch (IllegalArgumentException e) {
        owner.onViolation(String.valueOf(e.getMessage()));
      }
    }
    boolean text = start.opcode() == TestFrame.TEXT;
    if (text && !isUtf8(whole, 0)) {
      owner.onViolation("RFC 6455 5.6: a text message that is not UTF-8: " + Text.hex(whole));
    }
    inbox.put(new TestMessage(
        text ? TestMessage.Kind.TEXT : TestMessage.Kind.BINARY, whole, compressed, fragments));
  }

  private void check(TestFrame frame) {
    int opcode = frame.opcode();
    boolean data = opcode == TestFrame.TEXT || opcode == TestFrame.BINARY;
    violated(!frame.masked(), "5.1: a frame that is not masked", frame);
    violated(!frame.minimalLength(), "5.2: a length that is not in its shortest form", frame);
    int allowed = data && deflate != null ? TestFrame.RSV1 : 0;
    violated((frame.rsv() & ~allowed) != 0, "5.2: RSV bits without a meaning", frame);
    violated((opcode > 0x2 && opcode < 0x8) || opcode > 0xA, "5.2: a reserved opcode", frame);
    violated(frame.isControl() && !frame.fin(), "5.5: a fragmented control frame", frame);
    violated(
        frame.isControl() && frame.payloadLength() > 125,
        "5.5: a control frame above 125 bytes",
        frame);
    violated(data && first != null, "5.4: a new message inside a fragmented one", frame);
    violated(opcode == TestFrame.CONTINUATION && first == null, "5.4: nothing to continue", frame);
    violated(closeSeen && !frame.isControl(), "5.5.1: data after a Close frame", frame);
    violated(closeSeen && opcode == TestFrame.CLOSE, "5.5.1: a second Close frame", frame);
    violated(
        opcode == TestFrame.CLOSE && !isGoodClose(frame), "5.5.1, 7.4: a bad Close frame", frame);
  }

  private void violated(boolean broken, String rule, TestFrame frame) {
    if (broken) {
      owner.onViolation("RFC 6455 " + rule + ": " + frame);
    }
  }

  private static boolean isGoodClose(TestFrame frame) {
    if (frame.payloadLength() == 0) {
      return true;
    }
    int code = frame.closeCode();
    boolean defined = code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
    return frame.payloadLength() > 1
        && (defined || (code >= 3000 && code <= 4999))
        && isUtf8(frame.payload(), 2);
  }

  private static boolean isUtf8(byte[] bytes, int from) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private void log(TestFrame frame) {
    logLock.lock();
    try {
      frameCount++;
      log.add(frame);
      loggedBytes += frame.payloadLength();
      while (log.size() > LOGGED_FRAMES || (loggedBytes > LOGGED_BYTES && log.size() > 1)) {
        loggedBytes -= log.remove().payloadLength();
      }
    } finally {
      logLock.unlock();
    }
  }

  /** The latest frames, oldest first. */
  List<TestFrame> frames() {
    logLock.lock();
    try {
      return new ArrayList<>(log);
    } finally {
      logLock.unlock();
    }
  }

  long frameCount() {
    logLock.lock();
    try {
      return frameCount;
    } finally {
      logLock.unlock();
    }
  }
}
