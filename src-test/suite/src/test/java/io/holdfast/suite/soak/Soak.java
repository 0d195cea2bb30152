/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.Heartbeat;
import io.holdfast.OpenEvent;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.Cut;
import io.holdfast.testkit.FaultProxy;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestMessage;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** One client, one server that echoes, and a proxy with faults in between. */
final class Soak {
  private static final long MESSAGES_PER_SECOND = 1_000;
  private static final long PATIENCE_SECONDS = 30;

  final Books books = new Books();
  final RoundTrips roundTrips = new RoundTrips();
  final AtomicLong refused = new AtomicLong();
  /** After how many milliseconds the heartbeat noticed each silence. */
  final List<Double> noticed = new CopyOnWriteArrayList<>();
  /** What the heartbeat promises: interval and timeout. */
  final long promisedMillis;

  private final TestServer server;
  private final FaultProxy proxy;
  private final WebSocketClient socket;
  private final Thread sender = new Thread(this::send, "soak sender");
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean sending = true;
  private volatile TestConnection live;
  private TestConnection hit;
  private volatile CompletableFuture<CloseEvent.Initiator> end = new CompletableFuture<>();

  Soak(long intervalMillis, long timeoutMillis) throws IOException {
    promisedMillis = intervalMillis + timeoutMillis;
    server = TestServer.builder().remember(4).start();
    server.script().lenient().run(this::serve);
    proxy = FaultProxy.to(server);
    socket = WebSocketClient.connect(
        WebSocketOptions.builder(proxy.url("/soak"))
            .heartbeat(Heartbeat.ping(intervalMillis, timeoutMillis, TimeUnit.MILLISECONDS))
            .reconnect(Backoff.fullJitter(20, 500, TimeUnit.MILLISECONDS))
            .retryIf(context -> true) // after a protocol error, too
            .handshakeTimeout(2, TimeUnit.SECONDS)
            .build(),
        new Listener());
    sender.start();
  }

  /** The client's side. */
  private final class Listener implements WebSocketClient.Listener {
    @Override
    public void onOpen(WebSocketClient ws, OpenEvent event) {
      books.opened();
    }

    @Override
    public void onMessage(WebSocketClient ws, String text) {
      int space = text.indexOf(' ');
      roundTrips.add(System.nanoTime() - Long.parseLong(text.substring(space + 1)));
      books.acknowledged(Long.parseLong(text.substring(0, space)));
    }

    @Override
    public void onClose(WebSocketClient ws, CloseEvent event) {
      end.complete(event.initiator());
      if (!event.willReconnect()) {
        closed.countDown();
      }
    }
  }

  /** At even times; what is refused is not sent later. */
  private void send() {
    long next = System.nanoTime();
    for (long number = 0; sending; ) {
      long sent = number;
      // Before the send: its outcome and its echo may be quicker than this thread.
      boolean accepted =
          socket.send(number + " " + System.nanoTime(), outcome -> books.completed(sent, outcome));
      if (accepted) {
        books.accepted();
        number++;
      } else {
        refused.incrementAndGet();
      }
      next += TimeUnit.SECONDS.toNanos(1) / MESSAGES_PER_SECOND;
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  /** The server's side of one connection. */
  private void serve(TestConnection connection) throws InterruptedException {
    Books.Range range = books.connection(connection.number());
    live = connection;
    while (true) {
      TestMessage message = connection.poll(1, TimeUnit.SECONDS);
      TestMessage.Kind kind = message == null ? TestMessage.Kind.PING : message.kind();
      if (kind == TestMessage.Kind.END || kind == TestMessage.Kind.CLOSE) {
        return;
      }
      if (kind == TestMessage.Kind.TEXT) {
        String text = message.text();
        books.received(range, Long.parseLong(text.substring(0, text.indexOf(' '))));
        try {
          connection.sendText(text);
        } catch (IOException e) {
          return; // cut
        }
      }
    }
  }

  /** Has something go wrong for a while; a silence lasts until it is noticed. */
  void suffer(Fault fault, long nanos) throws IOException, InterruptedException {
    if (fault.isSilent()) {
      awaitOpen();
    }
    CompletableFuture<CloseEvent.Initiator> next = new CompletableFuture<>();
    end = next;
    long suffering = System.nanoTime();
    long began = begin(fault);
    if (fault.isSilent()) {
      while (!isDoneWithinASecond(next)) {
        assertThat(System.nanoTime() - suffering)
            .as("%s is noticed", fault)
            .isLessThan(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
        if (live != hit) { // it hit a connection that had ended
          began = begin(fault);
        }
      }
      if (next.join()
          == CloseEvent.Initiator.HEARTBEAT) { // otherwise it was ending for another reason
        noticed.add((System.nanoTime() - began) / 1e6);
      }
    } else {
      pause(nanos);
    }
    proxy.heal();
  }

  private long begin(Fault fault) throws IOException {
    long began = System.nanoTime();
    hit = live;
    try {
      fault.begin(proxy, hit);
    } catch (IOException e) {
      proxy.cutAll(Cut.RST); // it was ending already
    }
    return began;
  }

  private static boolean isDoneWithinASecond(CompletableFuture<?> future)
      throws InterruptedException {
    try {
      future.get(1, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  void awaitOpen() {
    long before = books.acknowledgedCount();
    Awaitility.await("messages come back again")
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> books.acknowledgedCount() > before);
  }

  long opens() {
    return socket.statistics().opens();
  }

  /** Ends everything; the books are complete then. */
  void end() throws IOException, InterruptedException {
    sending = false;
    sender.join();
    socket.close();
    boolean ended = closed.await(30, TimeUnit.SECONDS);
    socket.cancel();
    proxy.close();
    server.close();
    assertThat(ended).as("CLOSED after close()").isTrue();
  }
}
