/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/** The last network interceptor: what passes here is what goes over the wire. */
final class WireInterceptor implements Interceptor {
  @Override
  public Response intercept(Chain chain) throws IOException {
    DialState state = DialState.of(chain.call());
    Request request = chain.request();
    if (!request.method().equals("GET") || request.body() != null) {
      throw new ProtocolException(
          "4.1: the handshake must be a GET without body, but an interceptor changed it");
    }
    Connection connection = chain.connection();
    if (connection == null) {
      throw new IllegalStateException("A network interceptor was called without a connection");
    }
    Socket socket = connection.socket();
    // Also here, because a SOCKS route takes no socket from the factory.
    TrackingSocketFactory.setNoDelay(socket);
    Response response = chain.proceed(state.forWire(request));
    state.answer = response;
    state.socket = socket;
    state.upgraded = response.socket();
    return FollowUps.hide(response);
  }
}
