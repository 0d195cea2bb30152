/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import okhttp3.Authenticator;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The last application interceptor. It makes settings that no interceptor of the user may change, and follows
 * redirects: here, and not by calls of their own, because an interceptor of the user that adds credentials must not
 * see the other origin's request.
 */
final class HandshakeInterceptor implements Interceptor {
  private final ConnectionPool pool;

  HandshakeInterceptor(ConnectionPool pool) {
    this.pool = pool;
  }

  @Override
  public Response intercept(Chain users) throws IOException {
    DialState state = DialState.of(users.call());
    Chain chain =
        users.withConnectionPool(pool).withCache(null).withRetryOnConnectionFailure(false);
    boolean canReadAhead = ReadAheadSocket.serves(users.getSslSocketFactoryOrNull());
    Request request = users.request();
    for (int redirects = 0; ; redirects++) {
      chain = chain.withSocketFactory(new TrackingSocketFactory(
          users.getSocketFactory(), state.opening, request.isHttps() && canReadAhead));
      Response response =
          FollowUps.restore(ProxyTunnels.proceed(chain, request, state), state.answer);
      if (!state.request().followRedirects() || !Redirects.isRedirect(response)) {
        return response;
      }
      HttpUrl target = Redirects.target(request.url(), response);
      if (target == null) {
        state.redirectRefused =
            "A redirect must have a Location with an http, https, ws or wss URL";
        return response;
      }
      if (request.isHttps() && !target.isHttps()) {
        state.redirectRefused = "A redirect from wss to ws is never followed";
        return response;
      }
      if (redirects == Redirects.MAX) {
        state.redirectRefused = "More than " + Redirects.MAX + " redirects are not followed";
        return response;
      }
      response.close();
      if (!Redirects.isSameOrigin(request.url(), target)) {
        // The other origin must not be able to ask for the user's credentials either.
        chain = chain.withAuthenticator(Authenticator.NONE);
      }
      request = Redirects.follow(request, target, state);
    }
  }
}
