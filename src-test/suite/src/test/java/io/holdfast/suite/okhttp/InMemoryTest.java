/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.PerMessageDeflate;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.LeakCheck;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestRequest;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import okio.Socket;
import org.junit.jupiter.api.Test;

/** An interceptor of the user's may answer the handshake with a socket of its own: no network at all. */
class InMemoryTest {
  @Test
  void aConnectionWithoutANetwork() throws Exception {
    LeakCheck leaks = LeakCheck.begin();
    Socket[] pair = Okio.inMemorySocketPair(1 << 16);
    OkHttpClient client = new OkHttpClient.Builder()
        .addInterceptor(chain -> new Response.Builder()
            .request(chain.request())
            .protocol(Protocol.HTTP_1_1)
            .code(101)
            .message("Switching Protocols")
            .header("Upgrade", "websocket")
            .header("Connection", "Upgrade")
            .header(
                "Sec-WebSocket-Accept",
                TestRequest.acceptValue(chain.request().header("Sec-WebSocket-Key")))
            .body(ResponseBody.EMPTY)
            .socket(pair[0])
            .build())
        .build();
    try (RecordingListener listener = new RecordingListener();
        BufferedSource source = Okio.buffer(pair[1].getSource())) {
      BufferedSink sink = Okio.buffer(pair[1].getSink());
      WebSocketClient socket = listener.connect(WebSocketOptions.builder("ws://nowhere.invalid/")
          .okHttpClient(client)
          .perMessageDeflate(PerMessageDeflate.disabled())
          .noReconnect()
          .build());
      listener.takeOpen();
      sink.write(TestFrames.text("hello").encode()).flush();
      assertThat(listener.takeText()).isEqualTo("hello");
      assertThat(socket.send("how are you?")).isTrue();
      assertThat(frame(source, 6 + "how are you?".length()).text()).isEqualTo("how are you?");
      socket.close();
      assertThat(frame(source, 8).closeCode()).isEqualTo(1000);
      sink.write(TestFrames.close(1000, "").encode()).flush();
      sink.close();
      assertThat(listener.takeClose().wasClean()).isTrue();
    }
    leaks.assertNone();
  }

  private static TestFrame frame(BufferedSource source, long length) throws Exception {
    Buffer bytes = new Buffer();
    source.readFully(bytes, length);
    return TestFrames.decode(bytes.readByteArray()).get(0);
  }
}
