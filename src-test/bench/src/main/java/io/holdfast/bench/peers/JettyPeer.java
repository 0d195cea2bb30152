/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.peers;

import io.holdfast.bench.Peer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/** Jetty's client: TCP_NODELAY (its default), automatic demand, at most 1024 sends and 4 MiB under way. */
public final class JettyPeer implements Peer {
  private static final long MAX_MESSAGE = 64 << 20;
  private static final int QUEUE_FRAMES = 1024;
  private static final int QUEUE_BYTES = 4 << 20;

  private final WebSocketClient client = new WebSocketClient();

  @Override
  public String name() {
    return "jetty";
  }

  @Override
  public Link open(URI uri, Receiver receiver, Options wanted) throws Exception {
    if (!client.isStarted()) {
      client.setMaxTextMessageSize(MAX_MESSAGE);
      client.setMaxBinaryMessageSize(MAX_MESSAGE);
      client.setIdleTimeout(Duration.ZERO);
      client.start();
    }
    ClientUpgradeRequest request = new ClientUpgradeRequest(uri);
    if (wanted.deflate()) {
      request.addExtensions("permessage-deflate");
    }
    Session session = client.connect(new Endpoint(receiver), request).get(10, TimeUnit.SECONDS);
    return new JettyLink(session);
  }

  /** Public, as Jetty finds its methods by reflection. */
  public static final class Endpoint implements Session.Listener.AutoDemanding {
    private final Receiver receiver;

    Endpoint(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void onWebSocketText(String message) {
      receiver.text(message);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      byte[] bytes = new byte[payload.remaining()]; // what users are given
      payload.get(bytes);
      receiver.binary(bytes.length);
      callback.succeed();
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      receiver.closed();
      callback.succeed();
    }
  }

  private static final class JettyLink implements Link {
    private final Session session;
    private final Semaphore room = new Semaphore(QUEUE_FRAMES);

    JettyLink(Session session) {
      this.session = session;
    }

    @Override
    public void text(String message) throws Exception {
      int cost = acquire(message.length());
      session.sendText(message, Callback.from(() -> room.release(cost), e -> room.release(cost)));
    }

    @Override
    public void binary(byte[] message) throws Exception {
      int cost = acquire(message.length);
      // masking writes into the buffer: it must be a copy
      session.sendBinary(
          ByteBuffer.wrap(message.clone()),
          Callback.from(() -> room.release(cost), e -> room.release(cost)));
    }

    private int acquire(int bytes) throws InterruptedException {
      int cost = Math.max(1, (int) ((long) bytes * QUEUE_FRAMES / QUEUE_BYTES));
      room.acquire(cost);
      return cost;
    }

    @Override
    public void close() {
      session.disconnect();
    }
  }
}
