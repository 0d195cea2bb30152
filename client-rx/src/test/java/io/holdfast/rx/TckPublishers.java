/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestServer;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;

/** The rules of Reactive Streams for what a {@link RxWebSocket} publishes, over real sockets. Run by TckTest. */
final class TckPublishers {
  private TckPublishers() {}

  /** What differs: how many messages make so many elements. */
  abstract static class Verification<T> extends PublisherVerification<T> {
    private final List<RxWebSocket> sockets = new ArrayList<>();
    private TestServer server;

    Verification() {
      super(new TestEnvironment(500, 100), 1000);
    }

    @BeforeMethod
    public void startServer() throws IOException {
      server = TestServer.builder().deadline(1, TimeUnit.MINUTES).start();
    }

    /** The kit does not cancel all that it subscribed, and a socket that is left behind would dial for ever. */
    @AfterMethod
    public void stop() {
      for (RxWebSocket socket : sockets) {
        WebSocketClient client = socket.client();
        if (client != null) {
          client.cancel();
        }
      }
      sockets.clear();
      server.close();
    }

    private Publisher<T> streamOf(WebSocketOptions options) {
      RxWebSocket socket = RxWebSocket.of(options);
      sockets.add(socket);
      return stream(socket);
    }

    abstract Publisher<T> stream(RxWebSocket socket);

    abstract long messagesFor(long elements);

    @Override
    public Publisher<T> createPublisher(long elements) {
      server.script().lenient().run(connection -> {
        for (long i = messagesFor(elements); i > 0; i--) {
          connection.sendText("message");
        }
        connection.send(TestFrames.close(1000, "")); // and nobody need answer
      });
      return streamOf(Rx.options(server).build());
    }

    @Override
    public Publisher<T> createFailedPublisher() {
      try {
        TestServer refusing = TestServer.start();
        refusing.close(); // nobody listens on its port any more
        WebSocketOptions options = Rx.options(refusing).noReconnect().build();
        return streamOf(options);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public long maxElementsFromPublisher() {
      return 10_000; // it ends when the server has closed
    }
  }

  /** {@code events()}: Opened and Closed are elements too. */
  public static final class Events extends Verification<WebSocketEvent> {
    @Override
    Publisher<WebSocketEvent> stream(RxWebSocket socket) {
      return socket.events();
    }

    @Override
    long messagesFor(long elements) {
      return elements - 2;
    }

    @Override
    public Publisher<WebSocketEvent> createPublisher(long elements) {
      // By itself no stream that completes has fewer than two.
      return elements < 2
          ? Flowable.fromPublisher(super.createPublisher(2)).take(elements)
          : super.createPublisher(elements);
    }

    /** A second subscription, as a failure that signals nothing else: a refused dial has its Closed. */
    @Override
    public Publisher<WebSocketEvent> createFailedPublisher() {
      Publisher<WebSocketEvent> stream = super.createPublisher(2);
      stream.subscribe(new TestSubscriber<>(1));
      return stream;
    }
  }

  /** {@code texts()}. */
  public static final class Texts extends Verification<String> {
    @Override
    Publisher<String> stream(RxWebSocket socket) {
      return socket.texts();
    }

    @Override
    long messagesFor(long elements) {
      return elements;
    }
  }
}
