/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("10.4: message limit and memory")
final class MessageLimitTest {
  private static final int KB = 1024;

  private static void assertTooBig(ProtocolViolation violation) {
    assertThat(violation.closeCode()).isEqualTo(1009);
    assertThat(violation).hasMessageStartingWith("RFC 6455 10.4: ").hasMessageContaining("limit");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 65_537, 200_000})
  void aMessageOfTheLimitPassesAndOneByteMoreFails(int limit) throws ProtocolViolation {
    byte[] largest = Wire.frame(0x82, Wire.bytes(limit));
    TestReader reader = TestReader.limited(limit).feed(largest).feed(largest);
    assertThat(reader.events()).hasSize(2);
    assertTooBig(reader.failsAtTheLastByte(Wire.hex(Wire.header(0x82, 0, limit + 1))));
    assertTooBig(
        TestReader.limited(limit).failsAtTheLastByte(Wire.hex(Wire.header(0x81, 0, limit + 1))));
  }

  @Test
  @DisplayName(
      "the limit counts all fragments, and is checked with the header before anything of the payload")
  void countsAllFragments() throws ProtocolViolation {
    TestReader reader = TestReader.limited(10).feed("0206 010203040506 0004 0708090a 8900 8000");
    assertThat(reader.events()).containsExactly("ping ", "binary 0102030405060708090a");
    ProtocolViolation violation =
        TestReader.limited(10).failsAtTheLastByte("0206 010203040506 0005");
    assertTooBig(violation);
    assertThat(violation).hasMessageEndingWith("received a frame of 5 bytes after 6");
    assertTooBig(TestReader.limited(10).failsAtTheLastByte("0106 616263646566 8005"));
  }

  @Test
  void theLimitIsPerMessage() throws ProtocolViolation {
    TestReader reader = TestReader.limited(2).feed("82020102 02010380010482020506");
    assertThat(reader.events()).containsExactly("binary 0102", "binary 0304", "binary 0506");
  }

  @Test
  void controlFramesDoNotCount() throws ProtocolViolation {
    TestReader reader = TestReader.limited(0).feed("8900").feed(Wire.frame(0x8a, Wire.bytes(125)));
    assertThat(reader.events()).hasSize(2);
  }

  @Test
  void noArrayCanHoldMoreThanAnIntCounts() throws ProtocolViolation {
    assertTooBig(TestReader.limited(Long.MAX_VALUE).failsAtTheLastByte("827f000000007fffffff"));
    assertTooBig(TestReader.limited(Long.MAX_VALUE).fails("0201 01 807f7fffffffffffffff"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "827f0000000040000000", // 1 GiB
        "817f0000000040000000",
        "027f0000000040000000",
        "017f0000000040000000",
        "827f0000000000100000" // 1 MiB
      })
  @DisplayName("a declared length takes no memory: the array follows what has arrived")
  void neverAllocatesFromADeclaredLength(String header) throws ProtocolViolation {
    TestReader reader = TestReader.limited(Integer.MAX_VALUE);
    reader.feed(header);
    assertThat(reader.reader.buffer().length).isLessThanOrEqualTo(64 * KB);
    byte[] some = Wire.ascii(10_000);
    for (int arrived = some.length; arrived < 1_000_000; arrived += some.length) {
      reader.feed(some);
      assertThat(reader.reader.buffer().length).isLessThanOrEqualTo(Math.max(64 * KB, 2 * arrived));
    }
  }

  @Test
  @DisplayName("a frame no longer than a message this peer has delivered gets its array at once")
  void aDeliveredMessageIsEvidence() throws ProtocolViolation {
    TestReader reader = TestReader.client();
    reader.feed(Wire.frame(0x82, Wire.bytes(300 * KB)));
    reader.feed(Wire.header(0x82, 0, 300 * KB));
    assertThat(reader.reader.buffer()).hasSize(300 * KB);
    assertThat(reader.reader.space()).isEqualTo(300 * KB);
    reader.feed(Wire.bytes(300 * KB));
    reader.feed(Wire.header(0x82, 0, 300 * KB + 1));
    assertThat(reader.reader.buffer()).hasSize(64 * KB);
  }

  @Test
  @DisplayName("evidence is a message, not the sum of the fragments of one that has not ended")
  void fragmentsAreNoEvidence() throws ProtocolViolation {
    TestReader reader = TestReader.client();
    reader.feed(Wire.frame(0x02, Wire.bytes(300 * KB)));
    reader.feed(Wire.header(0x80, 0, 8000 * KB));
    assertThat(reader.reader.buffer().length).isLessThanOrEqualTo(600 * KB);
  }

  @Test
  @DisplayName("a large binary frame is read straight into the array that the handler gets")
  void largeBinaryIsNotCopied() throws ProtocolViolation {
    byte[] payload = Wire.bytes(300 * KB);
    TestReader reader = TestReader.client();
    for (int i = 0; i < 2; i++) {
      reader.feed(Wire.header(0x82, 0, payload.length));
      reader.reader.feed(payload, 0, payload.length - 1);
      byte[] array = reader.reader.buffer();
      reader.reader.feed(payload, payload.length - 1, 1);
      assertThat(reader.recorder.binaries.get(i)).isSameAs(array).isEqualTo(payload);
      assertThat(reader.reader.buffer()).isNotSameAs(array);
    }
  }

  @Test
  @DisplayName("a large binary message in fragments is the handler's own array, too")
  void fragmentedBinaryIsTheHandlersOwn() throws ProtocolViolation {
    TestReader reader = TestReader.client();
    byte[] part = Wire.bytes(100 * KB);
    for (int i = 0; i < 3; i++) {
      reader.feed(Wire.frame(0x02, part)).feed(Wire.frame(0x80, part));
    }
    assertThat(reader.recorder.binaries)
        .allSatisfy(message -> assertThat(message).isEqualTo(Wire.concat(part, part)));
    assertThat(reader.recorder.binaries.get(0)).isNotSameAs(reader.recorder.binaries.get(1));
    assertThat(reader.recorder.binaries.get(1)).isNotSameAs(reader.recorder.binaries.get(2));
    reader.recorder.binaries.get(2)[0] = 99;
    reader.feed(Wire.frame(0x02, part)).feed(Wire.frame(0x80, part));
    assertThat(reader.recorder.binaries.get(3)).isEqualTo(Wire.concat(part, part));
  }

  @Test
  @DisplayName("the array of large texts is used again, up to 1 MiB")
  void textArrayIsKept() throws ProtocolViolation {
    TestReader reader = TestReader.client();
    byte[] first = arrayOfText(reader, 1024 * KB);
    assertThat(arrayOfText(reader, 1024 * KB)).isSameAs(first);
    assertThat(arrayOfText(reader, 200 * KB)).isSameAs(first);
    assertThat(arrayOfText(reader, 1025 * KB)).isNotSameAs(first);
    assertThat(arrayOfText(reader, 1024 * KB)).isSameAs(first);
  }

  private static byte[] arrayOfText(TestReader reader, int length) throws ProtocolViolation {
    byte[] frame = Wire.frame(0x81, Wire.ascii(length));
    reader.reader.feed(frame, 0, frame.length - 1);
    byte[] array = reader.reader.buffer();
    reader.reader.feed(frame, frame.length - 1, 1);
    return array;
  }

  @Test
  @DisplayName("an idle connection lets go of the array of large texts")
  void textArrayIsNotKeptWhenIdle() throws ProtocolViolation {
    TestReader reader = TestReader.client();
    byte[] first = arrayOfText(reader, 1024 * KB);
    for (int i = 0; i < ReadBuffer.SMALL_READS; i++) {
      reader.feed("8a00");
    }
    assertThat(arrayOfText(reader, 1024 * KB)).isNotSameAs(first);
  }
}
