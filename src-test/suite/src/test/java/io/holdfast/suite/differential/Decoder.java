/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.differential;

import io.holdfast.CloseEvent;
import io.holdfast.Heartbeat;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.Mode;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/** A client under comparison. */
enum Decoder {
  HOLDFAST {
    @Override
    Runnable listen(String url, int number, Heard heard) {
      Mode mode = Mode.values()[number % Mode.values().length];
      WebSocketOptions options = mode.on(WebSocketOptions.builder(url))
          .heartbeat(Heartbeat.none())
          .noReconnect()
          .build();
      WebSocketClient socket = WebSocketClient.connect(options, new WebSocketClient.Listener() {
        @Override
        public void onMessage(WebSocketClient ws, String text) {
          heard.message("text", text);
        }

        @Override
        public void onMessage(WebSocketClient ws, ByteString bytes) {
          heard.message("binary", bytes.hex());
        }

        @Override
        public void onClose(WebSocketClient ws, CloseEvent event) {
          switch (event.initiator()) {
            case REMOTE -> heard.closed(event.code(), event.reason());
            case PROTOCOL -> heard.refused();
            default -> heard.lost();
          }
        }

        @Override
        public void onError(WebSocketClient ws, WebSocketException error) {}
      });
      return socket::cancel;
    }
  },

  OKHTTP {
    @Override
    Runnable listen(String url, int number, Heard heard) {
      Request request = new Request.Builder().url(url).build();
      WebSocket socket = OK_HTTP.newWebSocket(request, new WebSocketListener() {
        @Override
        public void onMessage(WebSocket ws, String text) {
          heard.message("text", text);
        }

        @Override
        public void onMessage(WebSocket ws, ByteString bytes) {
          heard.message("binary", bytes.hex());
        }

        @Override
        public void onClosing(WebSocket ws, int code, String reason) {
          heard.closed(code, reason);
          ws.close(1000, null);
        }

        @Override
        public void onFailure(WebSocket ws, Throwable t, Response response) {
          heard.failed(t);
        }
      });
      return socket::cancel;
    }
  },

  JDK {
    @Override
    Runnable listen(String url, int number, Heard heard) {
      java.net.http.WebSocket.Listener listener = new java.net.http.WebSocket.Listener() {
        private final StringBuilder text = new StringBuilder();
        private ByteString bytes = ByteString.EMPTY;

        @Override
        public void onOpen(java.net.http.WebSocket ws) {
          ws.request(Long.MAX_VALUE);
        }

        @Override
        public CompletionStage<?> onText(
            java.net.http.WebSocket ws, CharSequence part, boolean last) {
          text.append(part);
          if (last) {
            heard.message("text", text);
            text.setLength(0);
          }
          return null;
        }

        @Override
        public CompletionStage<?> onBinary(
            java.net.http.WebSocket ws, ByteBuffer part, boolean last) {
          okio.Buffer joined = new okio.Buffer().write(bytes).write(ByteString.of(part));
          bytes = joined.readByteString();
          if (last) {
            heard.message("binary", bytes.hex());
            bytes = ByteString.EMPTY;
          }
          return null;
        }

        @Override
        public CompletionStage<?> onClose(java.net.http.WebSocket ws, int code, String reason) {
          if (code == 1006) {
            heard.lost(); // so it reports the end of the stream
          } else {
            heard.closed(code, reason);
          }
          return null;
        }

        @Override
        public void onError(java.net.http.WebSocket ws, Throwable t) {
          heard.failed(t);
        }
      };
      java.net.http.WebSocket socket = JDK_HTTP
          .newWebSocketBuilder()
          .buildAsync(URI.create(url), listener)
          .orTimeout(30, TimeUnit.SECONDS)
          .join();
      return socket::abort;
    }
  };

  private static final OkHttpClient OK_HTTP = new OkHttpClient();
  private static final HttpClient JDK_HTTP = HttpClient.newHttpClient();

  /** Connects; {@code heard} gets what comes. What is returned ends the connection whatever its state. */
  abstract Runnable listen(String url, int number, Heard heard);
}
