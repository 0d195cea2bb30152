/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.readme;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.CloseEvent;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.ConnectHandler;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.CertificatePinner;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The README's recipes with something else beside the SDK in them, run as they are printed there. */
class RecipesWithOthersTest {
  private final RecordingListener listener = new RecordingListener().withDeadline(30, SECONDS);

  @AfterEach
  void stop() {
    Around.HOSTS.clear();
    Around.prices.clear();
    Around.http = new OkHttpClient();
    listener.close();
  }

  private static TestServer startServer() throws IOException {
    TestServer server = TestServer.builder().deadline(30, SECONDS).start();
    Around.HOSTS.put("stream.example.com", server.url(""));
    Around.HOSTS.put("api.example.com", server.url(""));
    return server;
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5));
  }

  @Test
  void aSlowConsumerMakesTheServerWait() throws Exception {
    int count = 512;
    String padding = " " + "x".repeat(1 << 16);
    AtomicInteger sent = new AtomicInteger();
    CompletableSubject slow = CompletableSubject.create();
    List<String> stored = new CopyOnWriteArrayList<>();
    Around.database = text -> {
      stored.add(text.substring(0, text.indexOf(' ')));
      return slow;
    };
    try (TestServer server = startServer()) {
      server.script().run(connection -> {
        for (int i = 0; i < count; i++) {
          connection.sendText(i + padding);
          sent.incrementAndGet();
        }
      });
      Disposable storing = Pieces.run("A slow consumer, in Rx", Disposable.class);
      eventually().until(() -> stored.size() == 1);
      AtomicInteger before = new AtomicInteger();
      eventually()
          .pollInterval(Duration.ofMillis(300))
          .until(() -> before.getAndSet(sent.get()) == sent.get());
      assertThat(sent).as("sent while the first is being stored").hasValueLessThan(count);
      assertThat(stored).containsExactly("0");
      slow.onComplete();
      eventually().until(() -> stored.size() == count);
      for (int i = 0; i < count; i++) {
        assertThat(stored.get(i)).isEqualTo(Integer.toString(i));
      }
      storing.dispose();
      server.awaitOpenUpgrades(0);
    }
  }

  @Test
  void aRequestGetsItsReply() throws Exception {
    try (TestServer server = startServer()) {
      server
          .script()
          .expectText("{\"id\":7,\"get\":\"balance\"}")
          .sendText("something else")
          .sendText("{\"id\":7,\"balance\":3}")
          .hold();
      Map<String, Object> declared = Pieces.run("Request and response");
      Object reply = ((Single<?>) declared.get("balance")).blockingGet();
      assertThat(reply).isEqualTo("{\"id\":7,\"balance\":3}");
      ((Disposable) declared.get("pushes")).dispose();
      server.awaitOpenUpgrades(0);
    }
  }

  @Test
  void throughAProxyThatAsksForAPassword() throws Exception {
    AtomicInteger tunnels = new AtomicInteger();
    HttpHandler connect = new ConnectHandler(ResponseCodeHandler.HANDLE_403);
    String expected = Credentials.basic(Around.user, Around.password);
    Undertow proxy = Undertow.builder()
        .addHttpListener(0, "127.0.0.1")
        .setHandler(exchange -> {
          if (expected.equals(exchange.getRequestHeaders().getFirst(Headers.PROXY_AUTHORIZATION))) {
            tunnels.incrementAndGet();
            connect.handleRequest(exchange);
          } else {
            exchange.setStatusCode(407);
            exchange.getResponseHeaders().put(Headers.PROXY_AUTHENTICATE, "Basic realm=\"recipe\"");
            exchange.endExchange();
          }
        })
        .build();
    proxy.start();
    try (TestServer server = startServer()) {
      server.script().hold();
      Around.proxy = (InetSocketAddress) proxy.getListenerInfo().get(0).getAddress();
      WebSocketClient socket =
          listener.connect(Pieces.run("Through a proxy", WebSocketOptions.class));
      listener.takeOpen();
      assertThat(tunnels).hasValue(1);
      assertThat(server.awaitRequest().header("Proxy-Authorization")).isNull();
      socket.close();
      listener.awaitClosed();
    } finally {
      proxy.stop();
    }
  }

  private static WebSocketOptions pinned(String pin, TestServer server) throws Exception {
    Around.HOSTS.put("stream.example.com", server.url(""));
    Around.http = LocalTls.trustingClient();
    Around.pinned = pin;
    return Pieces.run("Certificate pinning", WebSocketOptions.class);
  }

  private static TestServer startWithTls() throws IOException {
    return TestServer.builder()
        .tls(LocalTls.serverContext())
        .deadline(30, SECONDS)
        .start();
  }

  @Test
  void thePinnedKeyIsAccepted() throws Exception {
    try (TestServer server = startWithTls()) {
      server.script().hold();
      WebSocketClient socket =
          listener.connect(pinned(CertificatePinner.pin(LocalTls.certificate()), server));
      listener.takeOpen();
      socket.close();
      listener.awaitClosed();
    }
  }

  @Test
  void anotherKeyIsRefusedForGood() throws Exception {
    try (TestServer server = startWithTls()) {
      listener.connect(pinned("sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", server));
      assertThat(listener.takeError()).hasRootCauseInstanceOf(SSLPeerUnverifiedException.class);
      assertThat(listener.takeClose().willReconnect()).isFalse();
      assertThat(server.requests()).isZero();
    }
  }

  @Test
  void aBeanConnectsWithTheContextWhichWaitsForItsClose() throws Exception {
    try (TestServer server = startServer()) {
      server.script().manual().sendText("tick").hold();
      AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
      context.register(Pieces.type("A bean of Spring Boot"));
      context.refresh();
      TestConnection connection = server.awaitConnection();
      eventually().until(() -> Around.prices.contains("tick"));
      CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
      connection.takeClose();
      assertThat(closing)
          .as("the context, while the server has not answered")
          .failsWithin(Duration.ofMillis(200))
          .withThrowableOfType(TimeoutException.class);
      connection.send(TestFrames.close(1000, ""));
      connection.finish();
      assertThat(closing).succeedsWithin(Duration.ofSeconds(30));
      assertThat(context.isActive()).isFalse();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class PlainBean {
    static RecordingListener listener;

    @Bean
    WebSocketClient feed() {
      return listener.connect(
          WebSocketOptions.builder(Around.at("wss://stream.example.com/ws")).build());
    }
  }

  @Test
  void springClosesAPlainBeanToo() throws Exception {
    try (TestServer server = startServer()) {
      server.script().expectClose(1000);
      PlainBean.listener = listener;
      AnnotationConfigApplicationContext context =
          new AnnotationConfigApplicationContext(PlainBean.class);
      listener.takeOpen();
      context.close();
      CloseEvent end = listener.takeClose();
      assertThat(end.willReconnect()).isFalse();
      assertThat(end.code()).isEqualTo(1000);
    }
  }

  @Test
  void metersReadTheStatistics() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (TestServer server = startServer()) {
      server.script().expectText("one").expectText("two").sendText("three").close(1001, "");
      Around.registry = registry;
      Around.socket =
          listener.connect(WebSocketOptions.builder(server.url()).noReconnect().build());
      Pieces.run("Metrics with Micrometer");
      listener.takeOpen();
      assertThat(registry.get("websocket.open").gauge().value()).isEqualTo(1);
      Around.socket.send("one");
      Around.socket.send("two");
      assertThat(listener.takeText()).isEqualTo("three");
      listener.takeClose();
      assertThat(count(registry, "websocket.received")).isEqualTo(1);
      assertThat(count(registry, "websocket.sent")).isEqualTo(2);
      assertThat(count(registry, "websocket.opens")).isEqualTo(1);
      assertThat(registry
              .get("websocket.losses")
              .tag("initiator", "REMOTE")
              .functionCounter()
              .count())
          .isEqualTo(1);
      assertThat(registry
              .get("websocket.losses")
              .tag("initiator", "LOCAL")
              .functionCounter()
              .count())
          .isZero();
      assertThat(registry.get("websocket.open").gauge().value()).isZero();
      assertThat(registry.get("websocket.buffered").gauge().value()).isZero();
    }
  }

  private static double count(SimpleMeterRegistry registry, String name) {
    return registry.get(name).functionCounter().count();
  }
}
