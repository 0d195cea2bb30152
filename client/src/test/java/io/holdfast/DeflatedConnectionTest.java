/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract, Handshake and Receiving: permessage-deflate over a whole connection. */
class DeflatedConnectionTest {
  private static final String LONG = "to and fro ".repeat(300);

  private static byte[] compressed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    io.holdfast.internal.protocol.MessageDeflater deflater =
        new io.holdfast.internal.protocol.MessageDeflater(15, false, 6);
    int length = deflater.deflate(bytes, 0, bytes.length);
    byte[] payload = Arrays.copyOf(deflater.buffer(), length);
    deflater.end();
    return Peer.frame(0xc1, payload);
  }

  @Test
  void bothDirectionsAreCompressedAndCounted() {
    try (Wired wired =
        new Wired(builder -> builder.perMessageDeflate(PerMessageDeflate.defaults()))) {
      wired.extensions = "permessage-deflate";
      Peer peer = wired.start().accept().inflating();
      wired.opened(peer);
      assertThat(wired.recorder.opens.get(0).extensions()).contains("permessage-deflate");
      assertThat(wired.ws.send(LONG)).isTrue();
      peer.expect(Tape.text(LONG));
      byte[] frame = compressed(LONG);
      peer.send(frame, Peer.text("as it is"));
      Wired.await("messages").until(() -> wired.recorder.messages.size() == 2);
      assertThat(wired.recorder.messages).containsExactly(LONG, "as it is");
      Statistics statistics = wired.ws.statistics();
      assertThat(statistics.compressionRatioOut()).isLessThan(0.1);
      assertThat(statistics.compressionRatioIn()).isLessThan(0.1);
      assertThat(statistics.bytesReceived()).isEqualTo(LONG.length() + 8);
      assertThat(statistics.wireBytesReceived()).isLessThan(LONG.length());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, 15, permessage-deflate; client_max_window_bits",
    "true, 10, permessage-deflate; client_max_window_bits=10",
    "false, 15, permessage-deflate"
  })
  void theOfferSaysWhatTheOptionsSay(boolean offersClientBits, int bits, String offer) {
    PerMessageDeflate deflate = PerMessageDeflate.defaults();
    PerMessageDeflate options = offersClientBits
        ? deflate.clientMaxWindowBits(bits)
        : deflate.offerClientMaxWindowBits(false);
    String[] offered = new String[1];
    try (Wired wired = new Wired(builder -> builder.perMessageDeflate(options))) {
      wired.server = chain -> {
        offered[0] = chain.request().header("Sec-WebSocket-Extensions");
        return null;
      };
      wired.open();
      assertThat(offered[0]).isEqualTo(offer);
    }
  }
}
