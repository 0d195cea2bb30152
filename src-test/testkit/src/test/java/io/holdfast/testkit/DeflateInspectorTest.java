/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateInspectorTest {
  private final DeflateInspector inspector = new DeflateInspector();

  @ParameterizedTest
  @DisplayName("RFC 7692 7.2.3: every kind of block of the examples")
  @ValueSource(
      strings = {
        "f2 48 cd c9 c9 07 00",
        "00 05 00 fa ff 48 65 6c 6c 6f 00",
        "f3 48 cd c9 c9 07 00 00",
        "f2 48 05 00 00 00 ff ff ca c9 c9 07 00"
      })
  void inflatesTheExamplesOfTheRfc(String payload) {
    assertThat(inspector.inflate(TestFrames.hex(payload))).isEqualTo(TestFrames.utf8("Hello"));
    assertThat(inspector.maxDistance()).isZero();
  }

  @Test
  void seesAReferenceIntoTheMessageBefore() {
    inspector.inflate(TestFrames.hex("f2 48 cd c9 c9 07 00"));
    assertThat(inspector.inflate(TestFrames.hex("f2 00 11 00 00")))
        .isEqualTo(TestFrames.utf8("Hello"));
    assertThat(inspector.maxDistance()).isEqualTo(5);
  }

  @Test
  void inflatesWhatThePlatformDeflatesInOneContext() {
    Random random = new Random(11);
    int farthest = 0;
    try (TestDeflate sender = new TestDeflate(false, false)) {
      for (int i = 0; i < 150; i++) {
        byte[] message = new byte[random.nextInt(9_000)];
        for (int j = 0; j < message.length; j++) {
          message[j] = (byte) (random.nextInt(1 + i % 40) * random.nextInt(3));
        }
        assertThat(inspector.inflate(sender.deflate(message))).isEqualTo(message);
        farthest = inspector.maxDistance();
      }
    }
    assertThat(farthest).isBetween(20_000, 32_768);
  }

  @Test
  void measuresTheDistanceOfARepetition() {
    byte[] random = new byte[700];
    new Random(5).nextBytes(random);
    byte[] twice = new byte[1400];
    System.arraycopy(random, 0, twice, 0, 700);
    System.arraycopy(random, 0, twice, 700, 700);
    assertThat(inspector.inflate(TestDeflate.compress(twice))).isEqualTo(twice);
    assertThat(inspector.maxDistance()).isEqualTo(700);
  }

  @ParameterizedTest
  @ValueSource(strings = {"06", "f2 00 11 00 00", "00 05 00 00 00", "f2 48", "00 05 00 fa ff 48"})
  void refusesWhatIsNotDeflate(String payload) {
    assertThatThrownBy(() -> inspector.inflate(TestFrames.hex(payload)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theServerAccusesAClientThatRefersBeyondItsWindow() throws Exception {
    byte[] random = new byte[700];
    new Random(5).nextBytes(random);
    byte[] twice = new byte[1400];
    System.arraycopy(random, 0, twice, 0, 700);
    System.arraycopy(random, 0, twice, 700, 700);
    TestFrame frame = TestFrames.binary(TestDeflate.compress(twice)).withRsv(TestFrame.RSV1);
    try (TestServer server = TestServer.start()) {
      server
          .script()
          .extensions("permessage-deflate; client_max_window_bits=10")
          .expectBinary(twice);
      try (RawClient client = RawClient.open(server)) {
        client.send(frame);
      }
    }
    TestServer server = TestServer.start();
    server.script().extensions("permessage-deflate; client_max_window_bits=9").expectBinary(twice);
    try (RawClient client = RawClient.open(server)) {
      client.send(frame);
    }
    assertThatThrownBy(server::close)
        .hasMessageContaining("RFC 7692 7.1.2.2: a reference 700 bytes back in a window of 512");
  }
}
