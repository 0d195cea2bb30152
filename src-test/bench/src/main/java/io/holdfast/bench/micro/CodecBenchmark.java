/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.micro;

import io.holdfast.internal.protocol.FrameHandler;
import io.holdfast.internal.protocol.FrameReader;
import io.holdfast.internal.protocol.FrameWriter;
import io.holdfast.internal.protocol.MaskKeys;
import io.holdfast.internal.protocol.ProtocolViolation;
import io.holdfast.internal.protocol.Role;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Frames in both directions, a buffer full of them at a time: figures are per frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
  private static final int FRAMES = 16;

  @Param({"32", "128", "1024", "16384", "1048576"})
  public int size;

  private byte[] payload = new byte[0];
  private byte[] binary = new byte[0];
  private byte[] text = new byte[0];
  private byte[] out = new byte[0];
  private FrameWriter writer = new FrameWriter(Role.SERVER, null);
  private FrameReader reader = new FrameReader(Role.CLIENT, 1, false, null, new Sink(null));

  /** Makes the frames. */
  @Setup
  public void frames(Blackhole blackhole) {
    payload = new byte[size];
    new Random(size).nextBytes(payload);
    byte[] ascii = new byte[size];
    for (int i = 0; i < size; i++) {
      ascii[i] = (byte) ('a' + (payload[i] & 15));
    }
    binary = wire(2, payload);
    text = wire(1, ascii);
    out = new byte[FrameWriter.MAX_HEADER + size];
    writer = new FrameWriter(Role.CLIENT, new MaskKeys(new SecureRandom()));
    reader = new FrameReader(Role.CLIENT, 16 << 20, false, null, new Sink(blackhole));
  }

  private byte[] wire(int opcode, byte[] content) {
    FrameWriter server = new FrameWriter(Role.SERVER, null);
    byte[] bytes = new byte[FRAMES * (FrameWriter.MAX_HEADER + size)];
    int end = 0;
    for (int i = 0; i < FRAMES; i++) {
      end = server.frame(bytes, end, 0x80 | opcode, content, 0, size);
    }
    return Arrays.copyOf(bytes, end);
  }

  /** Whole binary messages, each copied into an array of its own; the copy into the reader's buffer included. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void parseBinary() throws ProtocolViolation {
    reader.feed(binary, 0, binary.length);
  }

  /** Whole text messages, checked and decoded. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void parseText() throws ProtocolViolation {
    reader.feed(text, 0, text.length);
  }

  /** A masked frame with a fresh key. */
  @Benchmark
  public int write() {
    return writer.frame(out, 0, 0x82, payload, 0, size);
  }

  private static final class Sink implements FrameHandler {
    private final @Nullable Blackhole blackhole;

    Sink(@Nullable Blackhole blackhole) {
      this.blackhole = blackhole;
    }

    private void consume(Object message) {
      if (blackhole != null) {
        blackhole.consume(message);
      }
    }

    @Override
    public void onText(String message, int byteCount) {
      consume(message);
    }

    @Override
    public void onBinary(byte[] message) {
      consume(message);
    }

    @Override
    public void onFragment(byte[] piece, boolean text, boolean last) {
      consume(piece);
    }

    @Override
    public void onPing(byte[] ping) {
      consume(ping);
    }

    @Override
    public void onPong(byte[] pong) {
      consume(pong);
    }

    @Override
    public void onClose(int code, String reason) {
      consume(reason);
    }
  }
}
