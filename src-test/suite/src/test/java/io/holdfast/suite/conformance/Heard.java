/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseCode;
import io.holdfast.CloseEvent;
import io.holdfast.WebSocketException;
import io.holdfast.suite.Echo;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okio.ByteString;

/** What the listener of an echoing client was told of one connection: exactly the messages expected, then the end. */
final class Heard {
  private final RecordingListener listener =
      RecordingListener.around(new Echo()).withDeadline(Line.DEADLINE_SECONDS, TimeUnit.SECONDS);
  private final List<String> expected = new ArrayList<>();
  private final List<WebSocketException> errors = new ArrayList<>();

  RecordingListener listener() {
    return listener;
  }

  /** {@code kind}: TEXT or BINARY. */
  void expect(String kind, byte[] payload) {
    expected.add(described(kind, ByteString.of(payload)));
  }

  /** Every message that was expected came, in order, and no other; an error, if any, is the cause of the end. */
  CloseEvent awaitClosed() throws InterruptedException {
    List<String> received = new ArrayList<>();
    RecordedEvent event = listener.take();
    while (event.kind() != RecordedEvent.Kind.CLOSE) {
      switch (event.kind()) {
        case ERROR -> errors.add(event.error());
        case TEXT -> received.add(described("TEXT", ByteString.encodeUtf8(event.text())));
        default -> received.add(described(event.kind().name(), event.bytes()));
      }
      event = listener.take();
    }
    listener.close();
    assertThat(received).isEqualTo(expected);
    CloseEvent close = event.close();
    assertThat(close.willReconnect()).isFalse();
    assertThat(errors).isEqualTo(close.cause() == null ? List.of() : List.of(close.cause()));
    return close;
  }

  /** This end was a failure: one error, and no clean close. */
  void failed(CloseEvent close) {
    assertThat(errors).hasSize(1);
    assertThat(close.code()).isEqualTo(CloseCode.ABNORMAL);
    assertThat(close.wasClean()).isFalse();
  }

  private static String described(String kind, ByteString payload) {
    return kind + ' ' + payload.size() + ' ' + payload.sha256().hex();
  }
}
