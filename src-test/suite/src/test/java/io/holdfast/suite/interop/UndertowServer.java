/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.suite.LocalTls;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.StreamSinkFrameChannel;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSocketFrameType;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.Pooled;

/** Undertow's core, without the Jakarta API. */
final class UndertowServer implements ForeignServer {
  private final Undertow server;

  private UndertowServer(Undertow server) {
    this.server = server;
  }

  static UndertowServer start(String scheme, int port) {
    WebSocketConnectionCallback onOpen = (exchange, channel) -> {
      channel.getReceiveSetter().set(new Endpoint());
      channel.resumeReceives();
    };
    WebSocketProtocolHandshakeHandler endpoint = new WebSocketProtocolHandshakeHandler(
            Set.of(new Hybi13Handshake(Set.of("superchat"), true)), onOpen)
        .addExtension(new PerMessageDeflateHandshake(false, -1, true, true, MAX_MESSAGE));
    Undertow.Builder builder =
        Undertow.builder().setHandler(Handlers.path().addPrefixPath("/echo", endpoint));
    if (scheme.equals("wss")) {
      builder.addHttpsListener(port, "127.0.0.1", LocalTls.serverContext());
    } else {
      builder.addHttpListener(port, "127.0.0.1");
    }
    Undertow server = builder.build();
    server.start();
    return new UndertowServer(server);
  }

  @Override
  public int port() {
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  @Override
  public void close() {
    server.stop();
  }

  private static final class Endpoint extends AbstractReceiveListener {
    @Override
    protected long getMaxTextBufferSize() {
      return MAX_MESSAGE;
    }

    @Override
    protected long getMaxBinaryBufferSize() {
      return MAX_MESSAGE;
    }

    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message)
        throws IOException {
      String text = message.getData();
      if (text.startsWith("close ")) {
        WebSockets.sendClose(Integer.parseInt(text.substring(6)), REASON, channel, null);
      } else if (text.equals("fragments")) {
        sendFragments(channel);
      } else if (text.equals("ping")) {
        WebSockets.sendPing(ByteBuffer.wrap(PING.getBytes(UTF_8)), channel, null);
      } else if (text.equals("drop")) {
        IoUtils.safeClose(channel);
      } else {
        WebSockets.sendText(text, channel, null);
      }
    }

    private static void sendFragments(WebSocketChannel channel) throws IOException {
      StreamSinkFrameChannel message = channel.send(WebSocketFrameType.TEXT);
      for (String fragment : new String[] {"one ", "two ", "three"}) {
        message.write(ByteBuffer.wrap(fragment.getBytes(UTF_8)));
        message.flush(); // a frame of its own
      }
      message.shutdownWrites();
      if (!message.flush()) {
        message.getWriteSetter().set(ChannelListeners.flushingChannelListener(null, null));
        message.resumeWrites();
      }
    }

    @Override
    protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
      WebSockets.sendBinary(bytes(message), channel, null);
    }

    @Override
    protected void onFullPongMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
      String payload = UTF_8.decode(bytes(message)).toString();
      if (payload.equals(PING)) {
        WebSockets.sendText("pong " + payload, channel, null);
      }
    }

    @SuppressWarnings("deprecation") // there is no other way to the bytes
    private static ByteBuffer bytes(BufferedBinaryMessage message) {
      Pooled<ByteBuffer[]> data = message.getData();
      try {
        ByteBuffer whole = WebSockets.mergeBuffers(data.getResource());
        return ByteBuffer.allocate(whole.remaining()).put(whole).flip();
      } finally {
        data.close();
      }
    }
  }
}
