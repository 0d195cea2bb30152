/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.peers;

import io.holdfast.bench.Peer;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.container.grizzly.client.GrizzlyClientContainer;
import org.glassfish.tyrus.ext.extension.deflate.PerMessageDeflateExtension;

/** Tyrus over Grizzly: TCP_NODELAY is Grizzly's default; asynchronous sends, at most 1024 of them and 4 MiB under way. */
public final class TyrusPeer implements Peer {
  private static final int MAX_MESSAGE = 64 << 20;
  private static final int QUEUE_FRAMES = 1024;
  private static final int QUEUE_BYTES = 4 << 20;

  private final ClientManager client =
      ClientManager.createClient(GrizzlyClientContainer.class.getName());

  public TyrusPeer() {
    // Or it starts a selector and threads for every connection.
    client.getProperties().put("org.glassfish.tyrus.client.sharedContainer", true);
    client.getProperties().put("org.glassfish.tyrus.incomingBufferSize", MAX_MESSAGE);
  }

  @Override
  public String name() {
    return "tyrus";
  }

  @Override
  public Link open(URI uri, Receiver receiver, Options wanted) throws Exception {
    ClientEndpointConfig.Builder config = ClientEndpointConfig.Builder.create();
    if (wanted.deflate()) {
      config.extensions(List.of(new PerMessageDeflateExtension()));
    }
    Session session = client.connectToServer(
        new Endpoint() {
          @Override
          public void onOpen(Session opened, EndpointConfig ignored) {
            opened.setMaxTextMessageBufferSize(MAX_MESSAGE);
            opened.setMaxBinaryMessageBufferSize(MAX_MESSAGE);
            opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) receiver::text);
            opened.addMessageHandler(byte[].class, (MessageHandler.Whole<byte[]>)
                bytes -> receiver.binary(bytes.length));
          }

          @Override
          public void onClose(Session closed, CloseReason reason) {
            receiver.closed();
          }
        },
        config.build(),
        uri);
    return new TyrusLink(session);
  }

  private static final class TyrusLink implements Link {
    private final Session session;
    private final Semaphore room = new Semaphore(QUEUE_FRAMES);

    TyrusLink(Session session) {
      this.session = session;
    }

    @Override
    public void text(String message) throws Exception {
      int cost = acquire(message.length());
      session.getAsyncRemote().sendText(message, result -> room.release(cost));
    }

    @Override
    public void binary(byte[] message) throws Exception {
      int cost = acquire(message.length);
      session.getAsyncRemote().sendBinary(ByteBuffer.wrap(message), result -> room.release(cost));
    }

    private int acquire(int bytes) throws InterruptedException {
      int cost = Math.max(1, (int) ((long) bytes * QUEUE_FRAMES / QUEUE_BYTES));
      room.acquire(cost);
      return cost;
    }

    @Override
    public void close() throws IOException {
      session.close();
    }
  }
}
