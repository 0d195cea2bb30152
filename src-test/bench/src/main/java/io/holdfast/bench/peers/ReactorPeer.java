/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.peers;

import io.holdfast.bench.Peer;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Reactor Netty: native epoll, TCP_NODELAY, one event loop; rows of messages as a Flux, which it asks as its channel is
 * writable, single ones through the channel.
 */
public final class ReactorPeer implements Peer {
  private static final int MAX_MESSAGE = 64 << 20;
  private final LoopResources loop = LoopResources.create("reactor", 1, true);
  private final ConnectionProvider provider = ConnectionProvider.newConnection();

  @Override
  public String name() {
    return "reactor-netty";
  }

  private record Streams(WebsocketInbound in, WebsocketOutbound out, Channel channel) {}

  @Override
  public Link open(URI uri, Receiver receiver, Options wanted) throws Exception {
    CompletableFuture<Streams> opened = new CompletableFuture<>();
    HttpClient client =
        HttpClient.create(provider).runOn(loop).option(ChannelOption.TCP_NODELAY, true);
    if (uri.getScheme().equals("wss")) {
      client = client.secure();
    }
    Disposable connection = client
        .websocket(WebsocketClientSpec.builder()
            .compress(wanted.deflate())
            .maxFramePayloadLength(MAX_MESSAGE)
            .build())
        .uri(uri.toString())
        .handle((in, out) -> {
          in.withConnection(c -> opened.complete(new Streams(in, out, c.channel())));
          return receive(in, receiver);
        })
        .doFinally(signal -> receiver.closed())
        .subscribe(nothing -> {}, opened::completeExceptionally);
    Streams streams = opened.get(10, TimeUnit.SECONDS);
    return new ReactorLink(streams, connection);
  }

  private static Publisher<Void> receive(WebsocketInbound in, Receiver receiver) {
    return in.aggregateFrames(MAX_MESSAGE)
        .receiveFrames()
        .doOnNext(frame -> {
          if (frame instanceof TextWebSocketFrame text) {
            receiver.text(text.text());
          } else {
            receiver.binary(ByteBufUtil.getBytes(frame.content()).length); // what users are given
          }
        })
        .then();
  }

  private record ReactorLink(Streams streams, Disposable connection) implements Link {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // void promises
    public void text(String message) {
      pace();
      Channel channel = streams.channel;
      channel.writeAndFlush(
          new TextWebSocketFrame(ByteBufUtil.writeUtf8(channel.alloc(), message)),
          channel.voidPromise());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // void promises
    public void binary(byte[] message) {
      pace();
      streams.channel.writeAndFlush(
          new BinaryWebSocketFrame(Unpooled.copiedBuffer(message)), streams.channel.voidPromise());
    }

    private void pace() {
      while (!streams.channel.isWritable()) {
        LockSupport.parkNanos(20_000);
      }
    }

    @Override
    public void texts(String message, int count) {
      Mono.from(streams.out.sendString(Flux.range(0, count).map(i -> message))).block();
    }

    @Override
    public void binaries(byte[] message, int count) {
      Mono.from(streams.out.sendByteArray(Flux.range(0, count).map(i -> message.clone())))
          .block();
    }

    @Override
    public void close() {
      connection.dispose();
    }
  }
}
