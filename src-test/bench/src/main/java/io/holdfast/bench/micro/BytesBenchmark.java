/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.micro;

import io.holdfast.internal.protocol.MaskKeys;
import io.holdfast.internal.protocol.Masker;
import io.holdfast.internal.protocol.Utf8Validator;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What touches every byte: masking and UTF-8. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BytesBenchmark {
  @Param({"128", "1024", "16384"})
  public int size;

  /** ASCII text, text beyond it, or ASCII with one '?', which costs a second look. */
  @Param({"ascii", "other", "question"})
  public String content = "ascii";

  private final MaskKeys keys = new MaskKeys(new SecureRandom());
  private final Utf8Validator validator = new Utf8Validator();
  private String text = "";
  private byte[] bytes = new byte[0];
  private byte[] out = new byte[0];

  /** Makes the text. */
  @Setup
  public void text() {
    String unit = content.equals("other") ? "aé漢🌍 " : "{\"price\":123.45}";
    text = unit.repeat(size / unit.getBytes(StandardCharsets.UTF_8).length)
        + (content.equals("question") ? "?" : "");
    bytes = text.getBytes(StandardCharsets.UTF_8);
    out = new byte[bytes.length];
  }

  /** From one array into another, as frames are written. */
  @Benchmark
  public byte[] mask() {
    Masker.mask(bytes, 0, out, 0, bytes.length, 0x12345678, 0);
    return out;
  }

  /** A key for a frame. */
  @Benchmark
  public int key() {
    return keys.next();
  }

  /** The incremental check that fragments and long messages need. */
  @Benchmark
  public boolean validate() {
    validator.reset();
    return validator.feed(bytes, 0, bytes.length);
  }

  /** What send does with a text. */
  @Benchmark
  public byte @Nullable [] encode() {
    return Utf8Validator.encode(text);
  }
}
