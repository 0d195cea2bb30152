/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reader, fed with hex, and what it found. */
final class TestReader {
  static final long LIMIT = 16 * 1024 * 1024;

  final Recorder recorder = new Recorder();
  final FrameReader reader;

  private TestReader(Role role, long limit, boolean streaming, @Nullable MessageInflater inflater) {
    reader = new FrameReader(role, limit, streaming, inflater, recorder);
  }

  static TestReader client() {
    return new TestReader(Role.CLIENT, LIMIT, false, null);
  }

  static TestReader server() {
    return new TestReader(Role.SERVER, LIMIT, false, null);
  }

  static TestReader limited(long limit) {
    return new TestReader(Role.CLIENT, limit, false, null);
  }

  static TestReader streaming() {
    return new TestReader(Role.CLIENT, 1, true, null);
  }

  static TestReader inflating() {
    return inflating(LIMIT);
  }

  static TestReader inflating(long limit) {
    return new TestReader(Role.CLIENT, limit, false, new MessageInflater(false));
  }

  static TestReader inflatingStream() {
    return new TestReader(Role.CLIENT, 1, true, new MessageInflater(false));
  }

  static TestReader of(Role role, long limit, boolean streaming, boolean compressed) {
    return new TestReader(role, limit, streaming, compressed ? new MessageInflater(false) : null);
  }

  TestReader feed(String hex) throws ProtocolViolation {
    return feed(Wire.hex(hex));
  }

  TestReader feed(byte[] bytes) throws ProtocolViolation {
    reader.feed(bytes, 0, bytes.length);
    return this;
  }

  List<String> events() {
    return recorder.events;
  }

  /** Feeds all but the last byte, which breaks nothing, and then that byte, which does. */
  ProtocolViolation failsAtTheLastByte(String hex) throws ProtocolViolation {
    byte[] bytes = Wire.hex(hex);
    reader.feed(bytes, 0, bytes.length - 1);
    assertThat(reader.isFinished()).isFalse();
    return fails(new byte[] {bytes[bytes.length - 1]});
  }

  ProtocolViolation fails(String hex) {
    return fails(Wire.hex(hex));
  }

  ProtocolViolation fails(byte[] bytes) {
    ProtocolViolation violation = catchThrowableOfType(ProtocolViolation.class, () -> feed(bytes));
    assertThat(violation).as("violation").isNotNull();
    assertThat(reader.isFinished()).isTrue();
    assertThat(reader.space()).isZero();
    return violation;
  }
}
