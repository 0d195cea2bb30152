/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.okhttp.Transport;
import io.holdfast.internal.protocol.FrameHandler;
import io.holdfast.internal.protocol.FrameReader;
import io.holdfast.internal.protocol.MessageInflater;
import io.holdfast.internal.protocol.Role;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import okio.ByteString;

/** A transport without a network: keeps what a client writes, write by write, and reads what the test gives it. */
final class Tape implements Transport {
  /** What happens inside a write, before its bytes count as written. */
  interface Hook {
    void before(byte[] bytes) throws IOException;
  }

  /** A frame as it was on the wire, unmasked. */
  record Frame(int first, ByteString payload) {
    boolean isFinal() {
      return (first & 0x80) != 0;
    }

    boolean isCompressed() {
      return (first & 0x40) != 0;
    }

    int opcode() {
      return first & 0x0f;
    }
  }

  static final byte[] END = new byte[0];

  final List<byte[]> writes = new ArrayList<>();
  /** What {@link #read} returns, one element each; {@link #END} is the end of the stream. */
  final BlockingQueue<byte[]> input = new LinkedBlockingQueue<>();

  volatile Hook hook = bytes -> {};
  volatile boolean cancelled;
  volatile boolean outputShut;
  volatile IOException shutdownFails;

  @Override
  public int read(byte[] dst, int off, int len) throws IOException {
    byte[] bytes;
    try {
      bytes = input.take();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (cancelled) {
      throw new IOException("cancelled");
    }
    if (bytes == END) {
      return -1;
    }
    System.arraycopy(bytes, 0, dst, off, bytes.length);
    return bytes.length;
  }

  @Override
  public void write(byte[] src, int off, int len) throws IOException {
    byte[] bytes = Arrays.copyOfRange(src, off, off + len);
    hook.before(bytes);
    writes.add(bytes);
  }

  @Override
  public void shutdownOutput() throws IOException {
    if (shutdownFails != null) {
      throw shutdownFails;
    }
    outputShut = true;
  }

  @Override
  public void cancel() {
    cancelled = true;
    input.add(END);
  }

  @Override
  public void close() {
    cancel();
  }

  byte[] all() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    writes.forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** The frames written so far (5.2), taken apart with none of the code that wrote them. */
  List<Frame> frames() {
    List<Frame> frames = new ArrayList<>();
    ByteBuffer wire = ByteBuffer.wrap(all());
    while (wire.hasRemaining()) {
      int first = wire.get() & 0xff;
      int second = wire.get();
      if ((second & 0x80) == 0) {
        throw new AssertionError("5.1: a client masks its frames");
      }
      int length = second & 0x7f;
      length =
          length == 126 ? wire.getShort() & 0xffff : length == 127 ? (int) wire.getLong() : length;
      byte[] key = new byte[4];
      wire.get(key);
      byte[] payload = new byte[length];
      wire.get(payload);
      for (int i = 0; i < length; i++) {
        payload[i] ^= key[i % 4];
      }
      frames.add(new Frame(first, ByteString.of(payload)));
    }
    return frames;
  }

  /** What a server's reader makes of all that was written. */
  List<String> messages(boolean compression) {
    Heard heard = new Heard();
    FrameReader reader = new FrameReader(
        Role.SERVER, 1 << 30, false, compression ? new MessageInflater(false) : null, heard);
    byte[] all = all();
    try {
      reader.feed(all, 0, all.length);
      if (reader.isInMessage()) {
        throw new EOFException("in a message");
      }
    } catch (IOException e) {
      throw new AssertionError("what was written is no sequence of frames", e);
    } finally {
      reader.end();
    }
    return heard.log;
  }

  static String text(String text) {
    return "text " + brief(text);
  }

  static String binary(byte[] payload) {
    return "binary " + brief(ByteString.of(payload).hex());
  }

  private static String brief(String text) {
    return text.length() <= 40 ? text : text.length() + "#" + text.hashCode();
  }

  /** Writes down what comes. */
  static final class Heard implements FrameHandler {
    final List<String> log = new ArrayList<>();

    @Override
    public void onText(String text, int byteCount) {
      log.add(Tape.text(text));
    }

    @Override
    public void onBinary(byte[] payload) {
      log.add(Tape.binary(payload));
    }

    @Override
    public void onFragment(byte[] payload, boolean text, boolean last) {
      throw new AssertionError("nobody streams");
    }

    @Override
    public void onPing(byte[] payload) {
      log.add("ping " + ByteString.of(payload).hex());
    }

    @Override
    public void onPong(byte[] payload) {
      log.add("pong " + ByteString.of(payload).hex());
    }

    @Override
    public void onClose(int code, String reason) {
      log.add("close " + code + " " + reason);
    }
  }
}
