/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.readme;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.HandshakeException;
import io.holdfast.Heartbeat;
import io.holdfast.HeartbeatTimeoutException;
import io.holdfast.OpenEvent;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestRequest;
import io.holdfast.testkit.TestServer;
import io.holdfast.testkit.VirtualTime;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The README's recipes, run as they are printed there; time is virtual where it matters. */
class RecipesTest {
  private final RecordingListener listener = new RecordingListener().withDeadline(30, SECONDS);
  private final VirtualTime time = new VirtualTime();
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = startServer();
    Around.HOSTS.put("stream.example.com", server.url(""));
  }

  @AfterEach
  void stop() {
    try {
      listener.close();
    } finally {
      server.close();
      Around.HOSTS.clear();
      Around.prices.clear();
    }
  }

  private static TestServer startServer() throws IOException {
    return TestServer.builder().deadline(30, SECONDS).start();
  }

  private static WebSocketOptions.Builder options(String heading) throws Exception {
    return Pieces.run(heading, WebSocketOptions.class).toBuilder();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5));
  }

  private WebSocketOptions inVirtualTime(WebSocketOptions.Builder options) {
    return options.scheduler(time).clock(time).build();
  }

  @Test
  void aFreshTokenForEveryAttempt() throws Exception {
    server.script().reject(401);
    server.script().hold();
    AtomicInteger tokens = new AtomicInteger();
    Around.login = () -> "token " + tokens.incrementAndGet();
    WebSocketClient socket = listener.connect(options("A fresh token for every attempt")
        .reconnect(Backoff.fixed(0, SECONDS))
        .build());
    assertThat(((HandshakeException) listener.takeError()).statusCode()).isEqualTo(401);
    assertThat(listener.takeClose().willReconnect()).isTrue();
    listener.takeOpen();
    assertThat(server.awaitRequest().header("Authorization")).isEqualTo("Bearer token 1");
    assertThat(server.awaitRequest().header("Authorization")).isEqualTo("Bearer token 2");
    socket.close();
    listener.awaitClosed();
  }

  @Test
  void subscribesAgainAfterEveryOpen() throws Exception {
    server.script().expectText("subscribe BTC").expectText("subscribe ETH").sendText("1").dropFin();
    server.script().expectText("subscribe BTC").expectText("subscribe ETH").sendText("2").hold();
    WebSocketClient.Listener ticker =
        Pieces.run("Subscribe again after every open", WebSocketClient.Listener.class);
    try (RecordingListener watched = RecordingListener.around(ticker).withDeadline(30, SECONDS)) {
      WebSocketClient socket = watched.connect(WebSocketOptions.builder(server.url())
          .reconnect(Backoff.fixed(0, SECONDS))
          .build());
      watched.takeOpen();
      assertThat(watched.takeText()).isEqualTo("1");
      watched.takeError();
      watched.takeClose();
      assertThat(watched.takeOpen().isReconnect()).isTrue();
      assertThat(watched.takeText()).isEqualTo("2");
      eventually().until(() -> Around.prices.equals(List.of("2"))); // those since the gap
      socket.close();
      watched.awaitClosed();
    }
  }

  @Test
  void aHeartbeatOfTheApplicationsOwn() throws Exception {
    CountDownLatch askedAgain = new CountDownLatch(1);
    server
        .script()
        .expectText("HeartBeat")
        .sendText("HeartBeat")
        .expectText("HeartBeat") // not answered
        .run(connection -> askedAgain.countDown())
        .hold();
    WebSocketClient socket = listener.connect(
        inVirtualTime(options("A heartbeat of the application's own").noReconnect()));
    listener.takeOpen();
    eventually().until(() -> time.untilNextTask(SECONDS) == 30);
    time.advance(30, SECONDS);
    eventually().until(() -> socket.roundTripNanos() >= 0); // answered
    time.advance(30, SECONDS);
    assertThat(askedAgain.await(30, SECONDS)).isTrue();
    eventually().until(() -> {
      if (socket.readyState() == ReadyState.OPEN) {
        time.advance(1, SECONDS);
      }
      return socket.readyState() == ReadyState.CLOSED;
    });
    assertThat(time.elapsed(SECONDS)).isGreaterThanOrEqualTo(30 + 30 + 10);
    // The answer would be unread and come first.
    assertThat(listener.takeError()).isInstanceOf(HeartbeatTimeoutException.class);
    assertThat(listener.takeClose().initiator()).isEqualTo(Initiator.HEARTBEAT);
  }

  @Test
  void aListOfEndpointsIsTriedInTurn() throws Exception {
    try (TestServer b = startServer();
        TestServer c = startServer()) {
      server.script().reject(503);
      b.script().reject(503);
      c.script().hold();
      Around.HOSTS.put("a.example.com", server.url(""));
      Around.HOSTS.put("b.example.com", b.url(""));
      Around.HOSTS.put("c.example.com", c.url(""));
      WebSocketClient socket = listener.connect(options("A list of endpoints")
          .reconnect(Backoff.fixed(0, SECONDS))
          .build());
      for (int failures = 0; failures < 2; failures++) {
        listener.takeError();
        listener.takeClose();
      }
      listener.takeOpen();
      assertThat(List.of(server.requests(), b.requests(), c.requests())).containsOnly(1);
      assertThat(c.awaitRequest().target()).isEqualTo("/feed");
      socket.close();
      listener.awaitClosed();
    }
  }

  @Test
  void rotationBeforeTheServers24Hours() throws Exception {
    server.script().times(2).hold();
    WebSocketClient socket = listener.connect(inVirtualTime(
        options("Rotation before the server's 24 hours").heartbeat(Heartbeat.none())));
    assertThat(listener.takeOpen().isRotation()).isFalse();
    eventually().until(() -> time.untilNextTask(HOURS) == 23);
    time.advance(23, HOURS);
    OpenEvent second = listener.takeOpen();
    assertThat(second.isRotation()).isTrue();
    assertThat(second.connectionNumber()).isEqualTo(2);
    assertThat(server.openUpgrades()).isEqualTo(2);
    eventually().until(() -> time.untilNextTask(MILLISECONDS) == 5000);
    time.advance(5, SECONDS);
    CloseEvent first = listener.takeClose();
    assertThat(first.wasReplaced()).isTrue();
    assertThat(first.code()).isEqualTo(1000);
    assertThat(first.connectionNumber()).isEqualTo(1);
    assertThat(socket.readyState()).isEqualTo(ReadyState.OPEN);
    socket.close();
    listener.awaitClosed();
  }

  @Test
  void retryAfterIsTheLeastDelayAndTooMuchOfItTheEnd() throws Exception {
    long seven = MINUTES.toSeconds(7); // above the default cap
    server.script().rejectBusy(seven);
    server.script().rejectBusy(HOURS.toSeconds(2));
    listener.connect(inVirtualTime(options("Retry-After")));
    listener.takeError();
    CloseEvent busy = listener.takeClose();
    assertThat(busy.willReconnect()).isTrue();
    assertThat(busy.retryDelay(SECONDS)).isBetween(seven, seven + seven / 4);
    eventually().until(() -> time.untilNextTask(SECONDS) >= seven - 1);
    time.advanceToNextTask();
    listener.takeError();
    assertThat(listener.takeClose().willReconnect()).isFalse();
  }

  /** The thread that prepares the attempt becomes the reader. */
  @Test
  void virtualThreadsRunAll() throws Exception {
    server.script().hold();
    List<Thread> threads = new CopyOnWriteArrayList<>();
    CountDownLatch closed = new CountDownLatch(1);
    WebSocketClient socket = WebSocketClient.connect(
        options("Virtual threads")
            .requestInterceptor((attempt, request) -> {
              threads.add(Thread.currentThread());
              return request;
            })
            .build(),
        new WebSocketClient.Listener() {
          @Override
          public void onOpen(WebSocketClient ws, OpenEvent event) {
            threads.add(Thread.currentThread());
            ws.close();
          }

          @Override
          public void onClose(WebSocketClient ws, CloseEvent event) {
            closed.countDown();
          }
        });
    assertThat(closed.await(30, SECONDS)).as("%s is closed", socket).isTrue();
    assertThat(threads).as("of interceptor, then reader, and listener").hasSize(2).allMatch(RecipesTest::isVirtual);
  }

  private static boolean isVirtual(Thread thread) {
    if (Runtime.version().feature() < 21) {
      return thread.getName().equals("a thread for each task");
    }
    try {
      Method isVirtual = Thread.class.getMethod("isVirtual");
      return (boolean) isVirtual.invoke(thread);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void manyFeedsThroughOneGate() throws Exception {
    Around.HOSTS.put("feeds.example.com", server.url(""));
    Around.symbols = IntStream.range(0, 20).mapToObj(i -> "feed" + i).toList();
    CountDownLatch answer = new CountDownLatch(1);
    server.script().times(20).answerAfter(answer).run(c -> c.sendText(c.request().target()));
    Set<String> texts = ConcurrentHashMap.newKeySet();
    CountDownLatch closed = new CountDownLatch(20);
    Around.listener = new WebSocketClient.Listener() {
      @Override
      public void onMessage(WebSocketClient ws, String text) {
        texts.add(text);
      }

      @Override
      public void onClose(WebSocketClient ws, CloseEvent event) {
        closed.countDown();
      }
    };
    @SuppressWarnings("unchecked")
    List<WebSocketClient> sockets =
        (List<WebSocketClient>) Pieces.run("Many feeds, one OkHttpClient").get("sockets");
    eventually().until(() -> server.requests() >= 4);
    assertThat(server.requests()).as("handshakes at a time").isEqualTo(4);
    answer.countDown();
    eventually().until(() -> texts.size() == 20);
    assertThat(texts).contains("/feed0", "/feed19");
    sockets.forEach(WebSocketClient::close);
    assertThat(closed.await(30, SECONDS)).isTrue();
    List<String> targets =
        server.connections().stream().map(TestConnection::request).map(TestRequest::target).toList();
    assertThat(targets).doesNotHaveDuplicates().hasSize(20);
  }

  @Test
  void testingYourOwnCode() throws Exception {
    Pieces.run("Testing your own code");
  }
}
