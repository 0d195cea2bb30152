/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.peers;

import com.neovisionaries.ws.client.WebSocket;
import com.neovisionaries.ws.client.WebSocketAdapter;
import com.neovisionaries.ws.client.WebSocketExtension;
import com.neovisionaries.ws.client.WebSocketFactory;
import com.neovisionaries.ws.client.WebSocketFrame;
import io.holdfast.bench.Peer;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** nv-websocket-client: its frame queue blocks the sender, and it flushes only when the queue is empty. */
public final class NvPeer implements Peer {
  private static final int QUEUE_FRAMES = 1024;

  @Override
  public String name() {
    return "nv";
  }

  @Override
  public Link open(URI uri, Receiver receiver, Options wanted) throws Exception {
    boolean deflate = wanted.deflate();
    WebSocket socket = new WebSocketFactory()
        .createSocket(uri)
        .setFrameQueueSize(QUEUE_FRAMES)
        .setAutoFlush(true)
        .setMissingCloseFrameAllowed(true);
    if (deflate) {
      socket.addExtension(WebSocketExtension.PERMESSAGE_DEFLATE);
    }
    socket.addListener(new WebSocketAdapter() {
      @Override
      public void onTextMessage(WebSocket ws, String text) {
        receiver.text(text);
      }

      @Override
      public void onDisconnected(
          WebSocket ws,
          @Nullable WebSocketFrame theirs,
          @Nullable WebSocketFrame ours,
          boolean closedByServer) {
        receiver.closed();
      }

      @Override
      public void onBinaryMessage(WebSocket ws, byte[] bytes) {
        receiver.binary(bytes.length);
      }
    });
    if (wanted.heartbeatSeconds() > 0) {
      socket.setPingInterval(wanted.heartbeatSeconds() * 1000L);
    }
    socket.connect();
    socket.getSocket().setTcpNoDelay(true);
    return new Link() {
      @Override
      public void text(String message) {
        socket.sendText(message);
      }

      @Override
      public void binary(byte[] message) {
        socket.sendBinary(message);
      }

      @Override
      public void close() {
        socket.disconnect();
      }
    };
  }
}
