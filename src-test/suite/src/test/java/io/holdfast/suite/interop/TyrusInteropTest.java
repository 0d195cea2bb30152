/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent;
import io.holdfast.WebSocketClient;
import io.holdfast.testkit.RecordingListener;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TyrusInteropTest extends InteropChecks {
  @Override
  ForeignServer start(String scheme, int port) throws Exception {
    return TyrusServer.start(port);
  }

  @Override
  List<String> schemes() {
    return List.of("ws");
  }

  /** It always sends a Close frame. */
  @Override
  List<String> departures() {
    return List.of("restart");
  }

  @Override
  Map<String, Answer> answers() {
    return Map.of(
        "server_no_context_takeover",
        Answer.IGNORES,
        "server_max_window_bits",
        Answer.IGNORES,
        "all of them",
        Answer.IGNORES);
  }

  /** It sets RSV1 on every frame of a compressed message, not on the first alone. */
  @Override
  boolean fragmentsCompressed() {
    return false;
  }

  @Test
  void itsCompressedFragmentsBreakTheRfcAndFailTheConnection() throws Exception {
    try (RecordingListener listener = recorder()) {
      WebSocketClient socket = listener.connect(options("ws").build());
      listener.takeOpen();
      assertThat(socket.send("fragments")).isTrue();
      assertThat(listener.takeError()).hasMessageContaining("RFC 7692 6: RSV1");
      CloseEvent close = listener.takeClose();
      assertThat(close.initiator()).isEqualTo(CloseEvent.Initiator.PROTOCOL);
      assertThat(close.willReconnect()).isFalse();
    }
  }
}
