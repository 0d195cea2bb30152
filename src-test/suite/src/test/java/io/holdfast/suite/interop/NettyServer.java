/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.suite.LocalTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Netty with its WebSocket and compression handlers. */
final class NettyServer implements ForeignServer {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final Channel channel;

  private NettyServer(@Nullable SslContext tls, InetSocketAddress address)
      throws InterruptedException {
    channel = new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .childHandler(new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel accepted) {
            prepare(accepted, tls);
          }
        })
        .bind(address)
        .sync()
        .channel();
  }

  private static void prepare(SocketChannel accepted, @Nullable SslContext tls) {
    if (tls != null) {
      accepted.pipeline().addLast(tls.newHandler(accepted.alloc()));
    }
    accepted
        .pipeline()
        .addLast(
            new HttpServerCodec(),
            new HttpObjectAggregator(1 << 16),
            new WebSocketServerCompressionHandler(MAX_MESSAGE),
            new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/echo")
                .subprotocols("superchat")
                .allowExtensions(true)
                .dropPongFrames(false)
                .maxFramePayloadLength(MAX_MESSAGE)
                .build()),
            new WebSocketFrameAggregator(MAX_MESSAGE),
            new Endpoint());
  }

  static NettyServer start(String scheme, int port) throws Exception {
    return start(scheme, new InetSocketAddress("127.0.0.1", port));
  }

  static NettyServer start(String scheme, InetSocketAddress address) throws Exception {
    SslContext tls = scheme.equals("wss")
        ? SslContextBuilder.forServer(LocalTls.privateKey(), LocalTls.certificate())
            .build()
        : null;
    return new NettyServer(tls, address);
  }

  @Override
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static final class Endpoint extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof TextWebSocketFrame text && isCommand(context, text.text())) {
        return;
      }
      if (frame instanceof PongWebSocketFrame pong) {
        String payload = pong.content().toString(UTF_8);
        if (payload.equals(PING)) {
          context.writeAndFlush(new TextWebSocketFrame("pong " + payload));
        }
      } else {
        context.writeAndFlush(frame.retain());
      }
    }

    private static boolean isCommand(ChannelHandlerContext context, String text) {
      if (text.startsWith("close ")) {
        context.writeAndFlush(new CloseWebSocketFrame(Integer.parseInt(text.substring(6)), REASON));
      } else if (text.equals("fragments")) {
        context.write(new TextWebSocketFrame(false, 0, "one "));
        context.write(new ContinuationWebSocketFrame(false, 0, "two "));
        context.writeAndFlush(new ContinuationWebSocketFrame(true, 0, "three"));
      } else if (text.equals("ping")) {
        context.writeAndFlush(new PingWebSocketFrame(Unpooled.copiedBuffer(PING, UTF_8)));
      } else if (text.equals("drop")) {
        context.pipeline().firstContext().close(); // past the handler that would send a Close frame
      } else {
        return false;
      }
      return true;
    }
  }
}
