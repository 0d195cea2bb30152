/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.suite.LocalTls;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Jetty 12. */
final class JettyServer implements ForeignServer {
  private final Server server = new Server();
  private final ServerConnector connector;

  private JettyServer(String scheme, int port) {
    if (scheme.equals("wss")) {
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setSslContext(LocalTls.serverContext());
      connector = new ServerConnector(server, tls);
    } else {
      connector = new ServerConnector(server);
    }
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
      container.setMaxTextMessageSize(MAX_MESSAGE);
      container.setMaxBinaryMessageSize(MAX_MESSAGE);
      container.addMapping("/echo", (request, response, callback) -> {
        if (request.getSubProtocols().contains("superchat")) {
          response.setAcceptedSubProtocol("superchat");
        }
        return new Endpoint();
      });
    }));
  }

  static JettyServer start(String scheme, int port) throws Exception {
    JettyServer jetty = new JettyServer(scheme, port);
    jetty.server.start();
    return jetty;
  }

  @Override
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Jetty did not stop", e);
    }
  }

  /** Public because Jetty calls it through a method handle. */
  public static final class Endpoint extends Session.Listener.AbstractAutoDemanding {
    @Override
    public void onWebSocketText(String message) {
      Session session = getSession();
      if (message.startsWith("close ")) {
        session.close(Integer.parseInt(message.substring(6)), REASON, Callback.NOOP);
      } else if (message.equals("fragments")) {
        Callback.Completable.with(sent -> session.sendPartialText("one ", false, sent))
            .compose(sent -> session.sendPartialText("two ", false, sent))
            .compose(sent -> session.sendPartialText("three", true, sent));
      } else if (message.equals("ping")) {
        session.sendPing(ByteBuffer.wrap(PING.getBytes(UTF_8)), Callback.NOOP);
      } else if (message.equals("drop")) {
        session.disconnect();
      } else {
        session.sendText(message, Callback.NOOP);
      }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      getSession().sendBinary(payload, callback);
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
      String text = UTF_8.decode(payload).toString();
      if (text.equals(PING)) {
        getSession().sendText("pong " + text, Callback.NOOP);
      }
    }
  }
}
