/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class CloseCodesTest {
  private static IntStream all() {
    return IntStream.rangeClosed(0, 65535);
  }

  private static IntStream concat(int[] single, int... fromTo) {
    IntStream codes = IntStream.of(single);
    for (int i = 0; i < fromTo.length; i += 2) {
      codes = IntStream.concat(codes, IntStream.rangeClosed(fromTo[i], fromTo[i + 1]));
    }
    return codes;
  }

  @Test
  @DisplayName("7.4: of all codes, 1000-1003, 1007-1014 and 3000-4999 may be received")
  void receivableCodes() {
    assertThat(all().filter(CloseCodes::isReceivable).toArray())
        .isEqualTo(concat(new int[0], 1000, 1003, 1007, 1014, 3000, 4999).toArray());
  }

  @Test
  @DisplayName("7.4: of all codes, a user may send 1000, 1001, 1003, 1007-1011 and 3000-4999")
  void sendableCodes() {
    assertThat(all().filter(CloseCodes::isSendable).toArray())
        .isEqualTo(concat(new int[] {1000, 1001, 1003}, 1007, 1011, 3000, 4999).toArray());
  }

  @Test
  @DisplayName(
      "7.4.1: of all codes, a reader takes the receivable ones and fails with 1002 at others")
  void readerObeysTheTable() {
    assertThat(all().filter(CloseCodesTest::isRead).toArray())
        .isEqualTo(all().filter(CloseCodes::isReceivable).toArray());
  }

  private static boolean isRead(int code) {
    Recorder recorder = new Recorder();
    FrameReader reader = new FrameReader(Role.CLIENT, 1, false, null, recorder);
    try {
      reader.feed(new byte[] {(byte) 0x88, 2, (byte) (code >>> 8), (byte) code}, 0, 4);
      return recorder.events.equals(List.of("close " + code + " "));
    } catch (ProtocolViolation violation) {
      String message = "RFC 6455 7.4: received the close code " + code;
      if (violation.closeCode() != 1002 || !message.equals(violation.getMessage())) {
        throw new AssertionError(violation);
      }
      return false;
    }
  }

  @Test
  @DisplayName("7.4.1: of all codes, a Close frame is written with the receivable ones only")
  void writerObeysTheTable() {
    assertThat(all().filter(CloseCodesTest::isWritten).toArray())
        .isEqualTo(all().filter(CloseCodes::isReceivable).toArray());
  }

  private static boolean isWritten(int code) {
    try {
      byte[] payload = FrameWriter.closePayload(code, "");
      return Arrays.equals(payload, new byte[] {(byte) (code >>> 8), (byte) code});
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }
}
