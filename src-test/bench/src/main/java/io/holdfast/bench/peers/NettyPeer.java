/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.peers;

import io.holdfast.bench.Peer;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketClientCompressionHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Bare Netty, no client library above it: one event loop, TCP_NODELAY, paced by writability. */
public final class NettyPeer implements Peer {
  private static final int MAX_MESSAGE = 64 << 20;

  private final String name;
  private final boolean epoll;
  private final boolean consolidates;
  private final EventLoopGroup group;

  /**
   * @param epoll the native transport, Linux only; otherwise NIO
   * @param consolidates whether flushes that come close together become one, as fast users of Netty have it
   */
  public NettyPeer(String name, boolean epoll, boolean consolidates) {
    this.name = name;
    this.epoll = epoll;
    this.consolidates = consolidates;
    if (epoll) {
      Epoll.ensureAvailability();
    }
    group = new MultiThreadIoEventLoopGroup(
        1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // void promises, as for throughput they should be
  public Link open(URI uri, Receiver receiver, Options wanted) throws Exception {
    boolean deflate = wanted.deflate();
    boolean secure = uri.getScheme().equals("wss");
    SslContext tls = secure ? SslContextBuilder.forClient().build() : null;
    CountDownLatch open = new CountDownLatch(1);
    WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
        .webSocketUri(uri)
        .customHeaders(new DefaultHttpHeaders())
        .allowExtensions(deflate)
        .maxFramePayloadLength(MAX_MESSAGE)
        .build();
    Bootstrap bootstrap = new Bootstrap()
        .group(group)
        .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            if (tls != null) {
              channel
                  .pipeline()
                  .addLast(tls.newHandler(channel.alloc(), uri.getHost(), uri.getPort()));
            }
            if (consolidates) {
              channel.pipeline().addLast(new FlushConsolidationHandler(256, true));
            }
            channel
                .pipeline()
                .addLast(new HttpClientCodec())
                .addLast(new HttpObjectAggregator(64 * 1024));
            if (deflate) {
              channel.pipeline().addLast(new WebSocketClientCompressionHandler(MAX_MESSAGE));
            }
            channel
                .pipeline()
                .addLast(new WebSocketClientProtocolHandler(config))
                .addLast(new WebSocketFrameAggregator(MAX_MESSAGE))
                .addLast(new Reader(receiver, open));
          }
        });
    Channel channel = bootstrap.connect(uri.getHost(), uri.getPort()).sync().channel();
    if (!open.await(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("not open");
    }
    return new Link() {
      @Override
      public void text(String message) {
        pace();
        channel.writeAndFlush(
            new TextWebSocketFrame(ByteBufUtil.writeUtf8(channel.alloc(), message)),
            channel.voidPromise());
      }

      @Override
      public void binary(byte[] message) {
        pace();
        // masking writes into the frame: it must be a copy
        channel.writeAndFlush(
            new BinaryWebSocketFrame(Unpooled.copiedBuffer(message)), channel.voidPromise());
      }

      private void pace() {
        while (!channel.isWritable()) {
          LockSupport.parkNanos(20_000);
        }
      }

      @Override
      public void close() {
        channel.close();
      }
    };
  }

  private static final class Reader extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final Receiver receiver;
    private final CountDownLatch open;

    Reader(Receiver receiver, CountDownLatch open) {
      this.receiver = receiver;
      this.open = open;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        open.countDown();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      receiver.closed();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // there is nobody left to tell
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof TextWebSocketFrame text) {
        receiver.text(text.text());
      } else {
        byte[] bytes = new byte[frame.content().readableBytes()]; // what users are given
        frame.content().readBytes(bytes);
        receiver.binary(bytes.length);
      }
    }
  }
}
