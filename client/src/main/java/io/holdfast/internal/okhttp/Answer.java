/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import io.holdfast.internal.protocol.Handshake;
import io.holdfast.internal.protocol.HandshakeViolation;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** The answer to an opening handshake: it becomes an open connection or a {@link HandshakeRejected}. */
final class Answer {
  private static final int MAX_BODY_BYTES = 8 * 1024;

  /** How long a body may keep us from reporting a status that we know already. */
  private static final long BODY_WAIT_SECONDS = 1;

  private static final String SOCKET_RULE =
      "OkHttp hands over an upgraded connection only if the response's Connection header is exactly \"Upgrade\":"
          + " have the server or the proxy before it send nothing else there";

  private final Call call;
  private final Response response;
  private final DialState state;

  Answer(Call call, Response response, DialState state) {
    this.call = call;
    this.response = response;
    this.state = state;
  }

  /** Checks the answer (4.1). If it throws, the response is closed. */
  Dialed accept() throws IOException {
    Handshake.Accepted accepted;
    try {
      Handshake.checkHeaderSize(namesAndValues(response.headers()));
      accepted = Handshake.validate(
          response.code(),
          response::headers,
          state.key(),
          state.request().subprotocols(),
          state.request().offer());
    } catch (HandshakeViolation e) {
      String refused = state.redirectRefused;
      if (refused != null && Redirects.isRedirect(response)) {
        throw rejected(refused, refused, null);
      }
      throw rejected(e.rule(), String.valueOf(e.getMessage()), e);
    }
    okio.Socket socket = response.socket();
    if (socket == null) {
      String received = Handshake.sanitize(String.valueOf(response.header("Connection")));
      throw rejected(SOCKET_RULE, SOCKET_RULE + "; received: \"" + received + '"', null);
    }
    return new Dialed(response, accepted, transport(socket));
  }

  private Transport transport(okio.Socket socket) throws IOException {
    Socket raw = state.socket;
    if (socket == state.upgraded && raw != null) {
      RawTransport transport =
          RawTransport.takeOver(response.body(), socket, raw, state.opening.readAheadOf(raw));
      if (transport != null) {
        return transport;
      }
    }
    return new OkioTransport(response.body(), socket, state.upgraded);
  }

  private HandshakeRejected rejected(String rule, String message, @Nullable Throwable cause) {
    Buffer body = new Buffer();
    Exception failure = null;
    boolean complete = response.code() == 101;
    try {
      complete = complete || readBody(body);
    } catch (IOException | RuntimeException e) {
      // A body that interceptors have stripped throws an IllegalStateException.
      failure = e;
    }
    if (!complete) {
      // Otherwise OkHttp would go on reading, to use the connection again.
      Closing.cancel(call);
    }
    okio.Socket socket = response.socket();
    if (socket != null) {
      socket.cancel();
      Closing.quietly(socket.getSource());
      Closing.quietly(socket.getSink());
    }
    Closing.quietly(response);
    HandshakeRejected rejected =
        new HandshakeRejected(response, body.readByteString(), rule, message, cause);
    if (failure != null) {
      rejected.addSuppressed(failure);
    }
    return rejected;
  }

  /** Returns whether it has read all of it. */
  private boolean readBody(Buffer into) throws IOException {
    BufferedSource source = response.body().source();
    source.timeout().deadline(BODY_WAIT_SECONDS, TimeUnit.SECONDS);
    while (into.size() < MAX_BODY_BYTES) {
      if (source.read(into, MAX_BODY_BYTES - into.size()) == -1) {
        return true;
      }
    }
    return false;
  }

  private static List<String> namesAndValues(Headers headers) {
    List<String> list = new ArrayList<>(2 * headers.size());
    for (int i = 0; i < headers.size(); i++) {
      list.add(headers.name(i));
      list.add(headers.value(i));
    }
    return list;
  }
}
