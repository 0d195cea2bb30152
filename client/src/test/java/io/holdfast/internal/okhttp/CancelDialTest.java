/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cancelling at every moment of a dial: execute() ends soon, and no socket is left. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancelDialTest {
  private static ScriptedServer silent() throws IOException {
    return ScriptedServer.plain(ScriptedServer.Peer::awaitEnd);
  }

  private static void cancelled(Dialer dialer, HttpUrl url, String blockedIn) throws Exception {
    Dial dial = dialer.newDial(Dials.request(url));
    Blocked<Dialed> execute = Blocked.start(dial::execute).awaitIn(blockedIn);
    Blocked.promptly(dial::cancel);
    assertThat(execute.failure()).isInstanceOf(IOException.class);
    Blocked.promptly(dial::cancel);
    assertThat(dialer.pool().connectionCount()).isZero();
  }

  @Test
  void cancelledBeforeItIsExecutedItDialsNothing() throws Exception {
    try (ScriptedServer server = silent()) {
      Dial dial = new Dialer(new OkHttpClient()).newDial(Dials.request(server.url("/")));
      dial.cancel();
      assertThatThrownBy(dial::execute).isInstanceOf(IOException.class).hasMessage("Canceled");
      assertThat(server.accepted()).isZero();
    }
  }

  /** Name resolution cannot be woken, but nothing is dialled when it returns. */
  @Test
  void cancelledDuringDnsItDialsNothingAfterwards() throws Exception {
    CountDownLatch resolved = new CountDownLatch(1);
    try (ScriptedServer server = silent()) {
      OkHttpClient client = new OkHttpClient.Builder()
          .dns(host -> {
            uninterruptibly(resolved);
            return List.of(InetAddress.getLoopbackAddress());
          })
          .build();
      Dial dial = new Dialer(client)
          .newDial(Dials.request(HttpUrl.get("http://server.test:" + server.port() + "/")));
      Blocked<Dialed> execute =
          Blocked.start(dial::execute).awaitIn("java.util.concurrent.CountDownLatch.await");
      Blocked.promptly(dial::cancel);
      assertThat(execute.isDone()).isFalse();
      resolved.countDown();
      assertThat(execute.failure()).isInstanceOf(IOException.class);
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void cancelledInAnInterceptorItDialsNothingAfterwards() throws Exception {
    CountDownLatch allowed = new CountDownLatch(1);
    try (ScriptedServer server = silent()) {
      OkHttpClient client = new OkHttpClient.Builder()
          .addInterceptor(chain -> {
            uninterruptibly(allowed);
            return chain.proceed(chain.request());
          })
          .build();
      Dial dial = new Dialer(client).newDial(Dials.request(server.url("/")));
      Blocked<Dialed> execute =
          Blocked.start(dial::execute).awaitIn("java.util.concurrent.CountDownLatch.await");
      Blocked.promptly(dial::cancel);
      allowed.countDown();
      assertThat(execute.failure()).isInstanceOf(IOException.class);
      assertThat(server.accepted()).isZero();
    }
  }

  private static void uninterruptibly(CountDownLatch latch) {
    boolean done = false;
    while (!done) {
      try {
        done = latch.await(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        // As name resolution: it does not listen.
      }
    }
  }

  /** A listener whose queue is full drops further SYNs. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cancelledWhileTcpConnectsItEnds(boolean fastFallback) throws Exception {
    List<Socket> filling = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      while (connects(full, filling)) {
        assertThat(filling).hasSizeLessThan(100);
      }
      OkHttpClient client = new OkHttpClient.Builder()
          .fastFallback(fastFallback)
          .connectTimeout(0, TimeUnit.SECONDS)
          .build();
      cancelled(
          new Dialer(client),
          HttpUrl.get("http://127.0.0.1:" + full.getLocalPort() + "/"),
          fastFallback ? "okhttp3.internal.connection.FastFallbackExchangeFinder" : "sun.nio.ch.");
    } finally {
      for (Socket socket : filling) {
        socket.close();
      }
    }
  }

  private static boolean connects(ServerSocket server, List<Socket> sockets) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    try {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()), 200);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({"https,false", "https,true", "http,false", "http,true"})
  void cancelledBeforeASilentServerItEnds(String scheme, boolean fastFallback) throws Exception {
    try (ScriptedServer server = silent()) {
      cancelled(
          new Dialer(new OkHttpClient.Builder().fastFallback(fastFallback).build()),
          HttpUrl.get(scheme + "://127.0.0.1:" + server.port() + "/"),
          "sun.nio.ch.");
      assertThat(server.accepted()).isEqualTo(1);
      assertThat(server.awaitAllEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"https,HTTP", "http,HTTP", "https,SOCKS", "http,SOCKS"})
  void cancelledBeforeASilentProxyItEnds(String scheme, Proxy.Type type) throws Exception {
    try (ScriptedServer proxy = silent()) {
      OkHttpClient client = new OkHttpClient.Builder()
          .fastFallback(false)
          .proxy(new Proxy(
              type, new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())))
          .build();
      cancelled(new Dialer(client), HttpUrl.get(scheme + "://server.test/"), "sun.nio.ch.");
      assertThat(proxy.accepted()).isEqualTo(1);
      assertThat(proxy.awaitAllEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1",
        "HTTP/1.1 101 Ok\r\nUpgrade: web",
        "HTTP/1.1 103 Hints\r\n\r\n",
        "HTTP/1.1 403 No\r\n\r\nbod"
      })
  void cancelledInMidResponseItEnds(String beginning) throws Exception {
    for (boolean tls : new boolean[] {false, true}) {
      try (ScriptedServer server = ScriptedServer.of(tls, peer -> {
        peer.head();
        peer.send(beginning);
        peer.awaitEnd();
      })) {
        cancelled(new Dialer(ScriptedServer.trusting().build()), server.url("/"), "sun.nio.ch.");
        assertThat(server.awaitAllEnded()).isTrue();
      }
    }
  }

  /** Each event of OkHttp's marks a moment between two of its steps. */
  @ParameterizedTest
  @CsvSource({"false,false", "true,false", "false,true", "true,true"})
  void cancelledInAnyEventItEnds(boolean tls, boolean fastFallback) throws Exception {
    boolean hit = true;
    for (int at = 0; hit; at++) {
      try (ScriptedServer server = ScriptedServer.of(tls, Accepting::script)) {
        AtomicReference<Dial> dial = new AtomicReference<>();
        CancelAt listener = new CancelAt(at, () -> dial.get().cancel());
        OkHttpClient client = ScriptedServer.trusting()
            .fastFallback(fastFallback)
            .dns(host -> List.of(InetAddress.getLoopbackAddress()))
            .eventListener(listener)
            .build();
        Dialer dialer = new Dialer(client);
        String url = (tls ? "https" : "http") + "://server.test:" + server.port() + "/";
        dial.set(dialer.newDial(Dials.request(HttpUrl.get(url))));
        Blocked<Dialed> execute = Blocked.start(() -> dial.get().execute());
        hit = false;
        try {
          execute.get().transport().close();
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e.getCause()).as("event %s", listener.hit).isInstanceOf(IOException.class);
        }
        hit = listener.hit != null;
        assertThat(server.awaitAllEnded()).as("event %s", listener.hit).isTrue();
        assertThat(dialer.pool().connectionCount()).as("event %s", listener.hit).isZero();
        assertThat(at > 10 || hit).as("number of events").isTrue();
      }
    }
  }

  /** OkHttp's call knows nothing of a socket that an interceptor made. */
  @Test
  void cancelledWhileOrAfterAnInMemorySocketIsTakenOverItCutsThatToo() throws Exception {
    for (boolean during : new boolean[] {true, false}) {
      AtomicReference<Dial> dial = new AtomicReference<>();
      okio.Socket[] pair = okio.Okio.inMemorySocketPair(10);
      okio.Socket answering = new okio.Socket() {
        @Override
        public okio.Source getSource() {
          if (during) {
            dial.get().cancel();
          }
          return pair[0].getSource();
        }

        @Override
        public okio.Sink getSink() {
          return pair[0].getSink();
        }

        @Override
        public void cancel() {
          pair[0].cancel();
        }
      };
      OkHttpClient client =
          new OkHttpClient.Builder().addInterceptor(Answering.with(answering)).build();
      dial.set(new Dialer(client).newDial(Dials.request(HttpUrl.get("http://nowhere.invalid/"))));
      if (during) {
        assertThatThrownBy(() -> dial.get().execute()).hasMessage("Canceled");
      } else {
        Transport transport = dial.get().execute().transport();
        dial.get().cancel();
        assertThatThrownBy(() -> transport.read(new byte[1], 0, 1)).isInstanceOf(IOException.class);
        transport.close();
      }
      assertThatThrownBy(() -> pair[1].getSource().read(new okio.Buffer(), 1))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void anEventListenerThatThrowsOnCancellationDoesNotReachTheCanceller() throws Exception {
    try (ScriptedServer server = silent()) {
      OkHttpClient client = new OkHttpClient.Builder()
          .eventListener(new EventListener() {
            @Override
            public void canceled(Call call) {
              throw new IllegalStateException("of the user");
            }
          })
          .build();
      cancelled(new Dialer(client), server.url("/"), "sun.nio.ch.");
      assertThat(server.awaitAllEnded()).isTrue();
    }
  }

  /** OkHttp lets the InterruptedException of its queue pass, undeclared. */
  @Test
  void anInterruptedDialFailsWithAnIOExceptionAndStaysInterrupted() throws Exception {
    try (ScriptedServer server = silent()) {
      OkHttpClient client = new OkHttpClient.Builder()
          .addInterceptor(chain -> {
            Thread.currentThread().interrupt();
            return chain.proceed(chain.request());
          })
          .build();
      Dial dial = new Dialer(client).newDial(Dials.request(server.url("/")));
      Blocked<Boolean> execute = Blocked.start(() -> {
        assertThatThrownBy(dial::execute).isInstanceOf(InterruptedIOException.class);
        return Thread.currentThread().isInterrupted();
      });
      assertThat(execute.get()).isTrue();
      assertThat(server.awaitAllEnded()).isTrue();
    }
  }
}
