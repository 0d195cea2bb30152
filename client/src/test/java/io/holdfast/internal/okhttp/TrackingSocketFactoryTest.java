/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

class TrackingSocketFactoryTest {
  /** A dial that is cancelled at the moment its socket gets a descriptor, which is when its first option is set. */
  private static final class CancelledMeanwhile extends SocketFactory {
    private final OpeningSockets opening;
    private boolean hasDescriptor;
    private boolean closedTooEarly;
    private boolean closed;

    CancelledMeanwhile(OpeningSockets opening) {
      this.opening = opening;
    }

    @Override
    public Socket createSocket() {
      return new Socket() {
        @Override
        public void setTcpNoDelay(boolean on) throws SocketException {
          opening.closeAll();
          super.setTcpNoDelay(on);
          hasDescriptor = true;
        }

        @Override
        public synchronized void close() throws IOException {
          closedTooEarly |= !hasDescriptor;
          closed = true;
          super.close();
        }
      };
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }
  }

  /** A Socket that is closed while another thread has its descriptor made keeps that open until it is collected. */
  @Test
  void aSocketCanBeClosedOnlyOnceItHasADescriptor() throws IOException {
    OpeningSockets opening = new OpeningSockets();
    CancelledMeanwhile users = new CancelledMeanwhile(opening);
    new TrackingSocketFactory(users, opening, false).createSocket();
    assertThat(users.closedTooEarly).isFalse();
    assertThat(users.closed).isFalse();
    opening.closeAll();
    assertThat(users.closed).isTrue();
  }

  @Test
  void aSocketMadeAfterTheCancellationIsClosed() {
    OpeningSockets opening = new OpeningSockets();
    CancelledMeanwhile users = new CancelledMeanwhile(opening);
    opening.markCancelled();
    TrackingSocketFactory factory = new TrackingSocketFactory(users, opening, false);
    assertThatThrownBy(factory::createSocket)
        .isInstanceOf(IOException.class)
        .hasMessage("Canceled");
    assertThat(users.closed).isTrue();
    assertThat(users.closedTooEarly).isFalse();
  }
}
