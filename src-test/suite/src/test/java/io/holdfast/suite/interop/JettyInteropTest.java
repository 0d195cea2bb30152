/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.WebSocketClient;
import io.holdfast.testkit.RecordingListener;
import java.util.Map;
import java.util.Random;
import okio.ByteString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JettyInteropTest extends InteropChecks {
  @Override
  ForeignServer start(String scheme, int port) throws Exception {
    return JettyServer.start(scheme, port);
  }

  @ParameterizedTest
  @CsvSource({"ws,true", "ws,false", "wss,true"})
  void echoesSixteenMebibytes(String scheme, boolean deflate) throws Exception {
    try (RecordingListener listener = recorder()) {
      WebSocketClient socket =
          listener.connect(options(scheme).perMessageDeflate(deflate(deflate)).build());
      listener.takeOpen();
      byte[] random = new byte[16 << 20];
      new Random(42).nextBytes(random);
      ByteString bytes = ByteString.of(random);
      assertThat(socket.send(bytes)).isTrue();
      assertThat(listener.takeBinary()).isEqualTo(bytes);
      closeCleanly(socket, listener);
    }
  }

  @Override
  Map<String, Answer> answers() {
    return Map.of("server_max_window_bits", Answer.IGNORES, "all of them", Answer.IGNORES);
  }
}
