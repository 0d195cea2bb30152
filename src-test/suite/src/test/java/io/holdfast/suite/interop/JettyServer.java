/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import io.holdfast.suite.LocalTls;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Jetty 12 with one endpoint that echoes, prefers the subprotocol superchat and closes when it is told to. */
final class JettyServer implements AutoCloseable {
  private static final int MAX_MESSAGE = 32 << 20;

  private final Server server = new Server();
  private final ServerConnector plain = new ServerConnector(server);
  private final ServerConnector secure;

  private JettyServer() {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(LocalTls.serverContext());
    secure = new ServerConnector(server, tls);
    plain.setHost("127.0.0.1");
    secure.setHost("127.0.0.1");
    server.addConnector(plain);
    server.addConnector(secure);
    server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
      container.setMaxTextMessageSize(MAX_MESSAGE);
      container.setMaxBinaryMessageSize(MAX_MESSAGE);
      container.addMapping("/echo", (request, response, callback) -> {
        List<String> offered = request.getSubProtocols();
        if (offered.contains("superchat")) {
          response.setAcceptedSubProtocol("superchat");
        }
        return new Echo();
      });
    }));
  }

  static JettyServer start() throws Exception {
    JettyServer jetty = new JettyServer();
    jetty.server.start();
    return jetty;
  }

  String url(String scheme) {
    int port = scheme.equals("wss") ? secure.getLocalPort() : plain.getLocalPort();
    return scheme + "://127.0.0.1:" + port + "/echo";
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
  public static final class Echo extends Session.Listener.AbstractAutoDemanding {
    @Override
    public void onWebSocketText(String message) {
      if (message.equals("close 4001")) {
        getSession().close(4001, "as you wish", Callback.NOOP);
      } else {
        getSession().sendText(message, Callback.NOOP);
      }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      getSession().sendBinary(payload, callback);
    }
  }
}
