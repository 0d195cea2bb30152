/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseCode;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.WebSocketProtocolException;
import io.holdfast.suite.Mode;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** contract.md, Receiving: huge messages as streams, fragments() and onFragment. */
@ExtendWith(HoldfastExtension.class)
class FragmentsTest {
  @ParameterizedTest
  @EnumSource
  void arriveAsTheyComeAndNotWhenTheMessageIsComplete(
      Mode mode, TestServer server, RecordingListener listener) throws Exception {
    server.script().hold();
    listener.connect(mode.on(WebSocketOptions.builder(server.url()))
        .fragments()
        .noReconnect()
        .build());
    listener.takeOpen();
    TestConnection connection = server.awaitConnection();
    connection.send(TestFrames.text("Gr\u00fc").withFin(false));
    expect(listener.takeFragment(), "Gr\u00fc", false);
    connection.send(TestFrames.ping("x"), TestFrames.continuation("\u00dfe", false));
    expect(listener.takeFragment(), "\u00dfe", false);
    connection.send(TestFrames.continuation("", true), TestFrames.text(""));
    expect(listener.takeFragment(), "", true);
    expect(listener.takeFragment(), "", true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void areNotBoundByTheMessageLimit(
      boolean compressed, TestServer server, RecordingListener listener) throws Exception {
    server.script().deflate().hold();
    listener.connect(WebSocketOptions.builder(server.url())
        .fragments()
        .maxMessageSize(1000)
        .noReconnect()
        .build());
    listener.takeOpen();
    byte[] large = new byte[4 << 20];
    new Random(4).nextBytes(large);
    TestFrame message = TestFrames.binary(large);
    TestConnection connection = server.awaitConnection();
    Thread sender = new Thread(() -> {
      try {
        if (compressed) {
          connection.sendCompressed(message);
        } else {
          connection.send(message);
        }
        connection.close(1000, "");
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    sender.start();
    Buffer whole = new Buffer();
    RecordedEvent fragment = listener.takeFragment();
    int pieces = 1;
    while (!fragment.isLast()) {
      whole.write(fragment.bytes());
      fragment = listener.takeFragment();
      pieces++;
    }
    whole.write(fragment.bytes());
    assertThat(whole.readByteString()).isEqualTo(ByteString.of(large));
    assertThat(pieces).isGreaterThan(8); // nobody held all of it
    assertThat(listener.takeClose().wasClean()).isTrue();
    sender.join();
  }

  @Test
  void countAgainstDemand(TestServer server, RecordingListener listener) throws Exception {
    server
        .script()
        .send(TestFrames.text("a").withFin(false), TestFrames.continuation("b", true))
        .hold();
    WebSocketClient socket = listener.connect(WebSocketOptions.builder(server.url())
        .fragments()
        .manualDemand()
        .noReconnect()
        .build());
    listener.takeOpen();
    socket.request(1);
    expect(listener.takeFragment(), "a", false);
    assertThat(listener.poll(50, TimeUnit.MILLISECONDS)).isNull();
    socket.request(1);
    expect(listener.takeFragment(), "b", true);
  }

  /** 5.6, 8.1: what was handed over was valid; the first bad byte fails the connection. */
  @Test
  void ofTextAreStillValidated(TestServer server, RecordingListener listener) throws Exception {
    server
        .script()
        .send(
            TestFrames.text("good").withFin(false),
            TestFrames.continuation(new byte[] {'x', (byte) 0xc0}, false))
        .expectClose(CloseCode.INVALID_PAYLOAD);
    listener.connect(
        WebSocketOptions.builder(server.url()).fragments().noReconnect().build());
    listener.takeOpen();
    expect(listener.takeFragment(), "good", false);
    WebSocketProtocolException error = (WebSocketProtocolException) listener.takeError();
    assertThat(error.closeCode()).isEqualTo(CloseCode.INVALID_PAYLOAD);
    listener.takeClose();
  }

  private static void expect(RecordedEvent fragment, String text, boolean last) {
    assertThat(fragment.bytes().utf8()).isEqualTo(text);
    assertThat(fragment.isLast()).isEqualTo(last);
  }
}
