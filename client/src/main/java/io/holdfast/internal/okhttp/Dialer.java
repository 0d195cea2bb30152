/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.util.Collections;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;

/**
 * Dials with the user's OkHttpClient: its DNS, proxies, socket factories, TLS, cookies, authenticators, interceptors,
 * event listeners and connect timeout. Only what would break a handshake is set otherwise. Any thread.
 *
 * <p>The client's dispatcher is shared, but {@code Call.execute()} only notes a running call there: it takes none of
 * its threads and none of the slots per host. {@code Dispatcher.cancelAll()} cancels dials, not open connections.
 */
public final class Dialer {
  private final OkHttpClient client;
  private final ConnectionPool pool;

  /** Derives a client once. The user's client stays as it is. */
  public Dialer(OkHttpClient usersClient) {
    // No connection of the pool carries a handshake and none returns to it, because it holds no
    // idle ones. The time
    // must be long: OkHttp looks for leaks that often, and with a nanosecond it would do nothing
    // else.
    this.pool = new ConnectionPool(0, 1, TimeUnit.HOURS);
    this.client = usersClient
        .newBuilder()
        // There is no upgrade in HTTP/2.
        .protocols(Collections.singletonList(Protocol.HTTP_1_1))
        // The engine has one deadline for everything. After the handshake there is none.
        .callTimeout(0, TimeUnit.MILLISECONDS)
        .readTimeout(0, TimeUnit.MILLISECONDS)
        .writeTimeout(0, TimeUnit.MILLISECONDS)
        .pingInterval(0, TimeUnit.MILLISECONDS)
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(false)
        .cache(null)
        .connectionPool(pool)
        .addInterceptor(new HandshakeInterceptor(pool))
        .addNetworkInterceptor(new WireInterceptor())
        .build();
  }

  /** Prepares a dial. Nothing is sent before {@link Dial#execute}; the user's event listener factory is called here. */
  public Dial newDial(DialRequest request) {
    DialState state = new DialState(request);
    Request tagged = request.request().newBuilder().tag(DialState.class, state).build();
    Call call = client.newCall(state.withHandshake(tagged));
    call.addEventListener(state.phases);
    return new Dial(call, state);
  }

  /** The pool of the derived client, for tests. */
  ConnectionPool pool() {
    return pool;
  }

  /** The derived client, for tests. */
  OkHttpClient client() {
    return client;
  }
}
