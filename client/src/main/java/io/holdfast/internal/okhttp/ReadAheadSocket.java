/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** A socket to put TLS on, which is read by way of a {@link ReadAhead}. */
final class ReadAheadSocket extends ForwardingSocket {
  private final AtomicReference<@Nullable ReadAhead> input = new AtomicReference<>();

  ReadAheadSocket(Socket delegate) {
    super(delegate);
  }

  /**
   * Whether such sockets serve this factory: the JDK's own reads by way of the streams. Others, Android's among them, take
   * the file descriptor of a socket, and of this one there is none.
   */
  static boolean serves(@Nullable SSLSocketFactory factory) {
    return factory != null && factory.getClass().getName().startsWith("sun.security.ssl.");
  }

  @Override
  public InputStream getInputStream() throws IOException {
    ReadAhead made = new ReadAhead(super.getInputStream());
    return input.compareAndSet(null, made) ? made : Objects.requireNonNull(input.get());
  }

  /** What it is read by; null if nobody has asked for its stream. */
  @Nullable
  ReadAhead readAhead() {
    return input.get();
  }

  /** Whether it can be this that TLS was put on. */
  boolean mayCarry(Socket tls) {
    return !wasClosed()
        && Objects.equals(getLocalSocketAddress(), tls.getLocalSocketAddress())
        && Objects.equals(getRemoteSocketAddress(), tls.getRemoteSocketAddress());
  }
}
