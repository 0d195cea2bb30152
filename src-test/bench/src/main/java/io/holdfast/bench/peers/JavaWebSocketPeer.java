/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.peers;

import io.holdfast.bench.Peer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ServerHandshake;

/** Java-WebSocket: its queue has no bound, so it is paced by the length of that. */
public final class JavaWebSocketPeer implements Peer {
  private static final int QUEUE_FRAMES = 1024;

  @Override
  public String name() {
    return "java-websocket";
  }

  @Override
  public Link open(URI uri, Receiver receiver, Options wanted) throws Exception {
    boolean deflate = wanted.deflate();
    Draft_6455 draft = deflate
        ? new Draft_6455(new PerMessageDeflateExtension())
        : new Draft_6455(Collections.emptyList());
    WebSocketClient client = new WebSocketClient(uri, draft) {
      @Override
      public void onOpen(ServerHandshake handshake) {}

      @Override
      public void onMessage(String text) {
        receiver.text(text);
      }

      @Override
      public void onMessage(ByteBuffer bytes) {
        receiver.binary(bytes.remaining());
      }

      @Override
      public void onClose(int code, String reason, boolean remote) {
        receiver.closed();
      }

      @Override
      public void onError(Exception e) {
        e.printStackTrace();
      }
    };
    client.setTcpNoDelay(true);
    if (!client.connectBlocking(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("not open");
    }
    WebSocketImpl connection = (WebSocketImpl) client.getConnection();
    return new Link() {
      @Override
      public void text(String message) {
        pace();
        client.send(message);
      }

      @Override
      public void binary(byte[] message) {
        pace();
        client.send(message);
      }

      private void pace() {
        while (connection.outQueue.size() > QUEUE_FRAMES) {
          LockSupport.parkNanos(50_000);
        }
      }

      @Override
      public void close() {
        client.getConnection().closeConnection(1006, "");
      }
    };
  }
}
