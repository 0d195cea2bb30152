/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.suite.Tools;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.ext.extension.deflate.PerMessageDeflateExtension;
import org.glassfish.tyrus.spi.ServerContainer;
import org.glassfish.tyrus.spi.ServerContainerFactory;

/** Tyrus, the reference implementation of Jakarta WebSocket, on Grizzly. It has no TLS of its own. */
final class TyrusServer implements ForeignServer {
  private final ServerContainer container;
  private final int port;

  private TyrusServer(ServerContainer container, int port) {
    this.container = container;
    this.port = port;
  }

  static TyrusServer start(int wanted) throws Exception {
    int port = wanted == 0 ? Tools.freePort() : wanted; // its own idea of 0 is 8025
    ServerContainer container = ServerContainerFactory.createServerContainer(
        Map.of(TyrusWebSocketEngine.INCOMING_BUFFER_SIZE, MAX_MESSAGE));
    container.setDefaultMaxTextMessageBufferSize(MAX_MESSAGE);
    container.setDefaultMaxBinaryMessageBufferSize(MAX_MESSAGE);
    container.addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/echo")
        .subprotocols(List.of("superchat"))
        .extensions(List.of(new PerMessageDeflateExtension()))
        .build());
    container.start("/", port);
    return new TyrusServer(container, port);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    container.stop();
  }

  /** Public because Tyrus makes it by reflection. */
  public static final class Echo extends Endpoint {
    /** Called by Tyrus. */
    public Echo() {}

    private interface Call {
      void run() throws IOException;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      // By class and not as lambdas: Tyrus finds out the type of the messages from the handler.
      session.addMessageHandler(String.class, text -> unchecked(() -> onText(session, text)));
      session.addMessageHandler(
          ByteBuffer.class, bytes -> unchecked(() -> session.getBasicRemote().sendBinary(bytes)));
      session.addMessageHandler(PongMessage.class, pong -> unchecked(() -> onPong(session, pong)));
    }

    private static void onText(Session session, String text) throws IOException {
      if (text.startsWith("close ")) {
        int code = Integer.parseInt(text.substring(6));
        session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), REASON));
      } else if (text.equals("fragments")) {
        session.getBasicRemote().sendText("one ", false);
        session.getBasicRemote().sendText("two ", false);
        session.getBasicRemote().sendText("three", true);
      } else if (text.equals("ping")) {
        session.getBasicRemote().sendPing(ByteBuffer.wrap(PING.getBytes(UTF_8)));
      } else {
        session.getBasicRemote().sendText(text);
      }
    }

    private static void onPong(Session session, PongMessage pong) throws IOException {
      String payload = UTF_8.decode(pong.getApplicationData()).toString();
      if (payload.equals(PING)) {
        session.getBasicRemote().sendText("pong " + payload);
      }
    }

    private static void unchecked(Call call) {
      try {
        call.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
