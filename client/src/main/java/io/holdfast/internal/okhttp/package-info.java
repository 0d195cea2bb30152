/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The only code that touches OkHttp's calls and upgraded sockets.
 *
 * <p>A {@link Dialer} derives a client from the user's, once. Each {@link Dial} is one {@code Call.execute()} on the
 * caller's thread, through
 *
 * <ol>
 *   <li>the user's interceptors,
 *   <li>{@code HandshakeInterceptor}: settings, redirects, tunnels for ws through an HTTP proxy,
 *   <li>OkHttp's own: authentication, cookies, connecting, all with the user's settings,
 *   <li>the user's network interceptors,
 *   <li>{@code WireInterceptor}: a key for every request on the wire, TCP_NODELAY,
 * </ol>
 *
 * <p>and becomes a {@link Dialed} with a {@link Transport}, or a {@link HandshakeRejected}. The transport is the raw
 * socket, or okio's streams where an interceptor put a socket of its own into the response.
 *
 * <p>Under the JDK's TLS the socket is read by way of a {@code ReadAhead}. JSSE takes a record with two system calls and
 * cannot tell whether another lies ready; the read-ahead takes many with one, and tells before it waits, so that what
 * has come is handed over together and yet nothing waits for what has not.
 *
 * <p>Limitation of OkHttp: it hands over an upgraded connection only if the response's {@code Connection} is exactly
 * {@code Upgrade}; RFC 6455 4.1 asks only that it contains this token.
 */
@NullMarked
package io.holdfast.internal.okhttp;

import org.jspecify.annotations.NullMarked;
