/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import io.holdfast.suite.LocalTls;
import io.netty.bootstrap.ServerBootstrap;
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

/** Netty with its WebSocket and compression handlers: echoes, prefers superchat and closes when it is told to. */
final class NettyServer implements AutoCloseable {
  private static final int MAX_MESSAGE = 32 << 20;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final Channel channel;
  private final String scheme;

  private NettyServer(@Nullable SslContext tls) throws InterruptedException {
    scheme = tls == null ? "ws" : "wss";
    channel = new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .childHandler(new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel accepted) {
            prepare(accepted, tls);
          }
        })
        .bind(new InetSocketAddress("127.0.0.1", 0))
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
                .maxFramePayloadLength(MAX_MESSAGE)
                .build()),
            new WebSocketFrameAggregator(MAX_MESSAGE),
            new Echo());
  }

  static NettyServer start(boolean tls) throws Exception {
    return new NettyServer(
        tls
            ? SslContextBuilder.forServer(LocalTls.privateKey(), LocalTls.certificate())
                .build()
            : null);
  }

  String url() {
    return scheme + "://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort()
        + "/echo";
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof TextWebSocketFrame text && text.text().equals("close 4001")) {
        context.writeAndFlush(new CloseWebSocketFrame(4001, "as you wish"));
      } else {
        context.writeAndFlush(frame.retain());
      }
    }
  }
}
