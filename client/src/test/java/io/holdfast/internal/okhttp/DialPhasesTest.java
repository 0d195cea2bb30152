/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DialPhasesTest {
  private static final long PAUSE_MILLIS = 60;

  /** Time that the other side takes. Nothing is awaited by it: it is what is measured. */
  private static void pause() {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  private static OkHttpClient.Builder resolving() {
    return ScriptedServer.trusting().dns(host -> {
      pause();
      return List.of(InetAddress.getLoopbackAddress());
    });
  }

  private static HttpUrl url(ScriptedServer server, String scheme) {
    return HttpUrl.get(scheme + "://server.test:" + server.port() + "/");
  }

  private static void assertTookAtLeastThePause(long nanos) {
    assertThat(nanos).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyPhaseOfASuccessfulDialIsTimed(boolean tls) throws Exception {
    try (ScriptedServer server = ScriptedServer.of(tls, peer -> {
      Head head = peer.head();
      pause();
      peer.send(head.accepting());
      peer.awaitEnd();
    })) {
      Dial dial = new Dialer(resolving().build())
          .newDial(Dials.request(url(server, tls ? "https" : "http")));
      assertThat(dial.phases()).hasToString("DialPhases{dns=-1, tcp=-1, tls=-1, http=-1}");
      long before = System.nanoTime();
      Transport transport = dial.execute().transport();
      long took = System.nanoTime() - before;
      DialPhases phases = dial.phases();
      assertTookAtLeastThePause(phases.dnsNanos());
      assertThat(phases.tcpNanos()).isPositive();
      if (tls) {
        assertThat(phases.tlsNanos()).isPositive();
      } else {
        assertThat(phases.tlsNanos()).isEqualTo(-1);
      }
      assertTookAtLeastThePause(phases.httpNanos());
      long sum = phases.dnsNanos()
          + phases.tcpNanos()
          + Math.max(0, phases.tlsNanos())
          + phases.httpNanos();
      assertThat(sum).isLessThanOrEqualTo(took);
      transport.close();
      assertThat(dial.phases()).hasToString(phases.toString());
    }
  }

  @Test
  void aFailedLookupReachesNoFurtherPhase() {
    OkHttpClient client = new OkHttpClient.Builder()
        .dns(host -> {
          pause();
          throw new UnknownHostException(host);
        })
        .build();
    Dial dial = new Dialer(client).newDial(Dials.request(HttpUrl.get("http://server.test/")));
    assertThatThrownBy(dial::execute).isInstanceOf(UnknownHostException.class);
    assertTookAtLeastThePause(dial.phases().dnsNanos());
    assertThat(dial.phases().tcpNanos()).isEqualTo(-1);
    assertThat(dial.phases().httpNanos()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRefusedConnectionIsTimedAsTcp(boolean fastFallback) throws Exception {
    InetAddress[] refusing = {ScriptedServer.address(2), ScriptedServer.address(3)};
    try (ScriptedServer server = ScriptedServer.plain(Accepting::script)) {
      OkHttpClient client =
          resolving().fastFallback(fastFallback).dns(host -> List.of(refusing)).build();
      Dial dial = new Dialer(client).newDial(Dials.request(url(server, "http")));
      assertThatThrownBy(dial::execute).isInstanceOf(IOException.class);
      DialPhases phases = dial.phases();
      assertThat(phases.dnsNanos()).isNotNegative();
      assertThat(phases.tcpNanos()).isPositive();
      assertThat(phases.httpNanos()).isEqualTo(-1);
      assertThat(dial.phases()).hasToString(phases.toString());
    }
  }

  @Test
  void aFailedTlsHandshakeIsTimedAsTls() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(peer -> {
      peer.in().read();
      pause();
    })) {
      Dial dial = new Dialer(new OkHttpClient())
          .newDial(Dials.request(HttpUrl.get("https://127.0.0.1:" + server.port() + "/")));
      assertThatThrownBy(dial::execute).isInstanceOf(IOException.class);
      DialPhases phases = dial.phases();
      assertThat(phases.dnsNanos()).isEqualTo(-1);
      assertTookAtLeastThePause(phases.tlsNanos());
      assertThat(phases.httpNanos()).isEqualTo(-1);
      assertThat(dial.phases()).hasToString(phases.toString());
    }
  }

  @Test
  void theCurrentPhaseCountsUpToNow() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (ScriptedServer server = ScriptedServer.plain(peer -> {
      Head head = peer.head();
      answer.await();
      peer.send(head.accepting());
      peer.awaitEnd();
    })) {
      Dial dial = new Dialer(new OkHttpClient()).newDial(Dials.request(server.url("/")));
      Blocked<Dialed> execute = Blocked.start(dial::execute).awaitIn("sun.nio.ch.");
      long first = dial.phases().httpNanos();
      pause();
      assertThat(dial.phases().httpNanos() - first)
          .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
      answer.countDown();
      execute.get().transport().close();
    }
  }

  @Test
  void redirectsAndTheTunnelOfAProxyAddUp() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(peer -> {
          Head head = peer.head();
          pause();
          boolean first = head.requestLine().startsWith("GET /from");
          peer.send(
              first
                  ? "HTTP/1.1 302 Found\r\nLocation: /to\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                  : head.accepting());
          if (!first) {
            peer.awaitEnd();
          }
        });
        RelayProxy proxy = RelayProxy.http(server.port(), connect -> {
          pause();
          return null;
        })) {
      OkHttpClient client = new OkHttpClient.Builder().proxy(proxy.address()).build();
      Dial dial = new Dialer(client)
          .newDial(Dials.following(HttpUrl.get("http://server.test/from"), Dials.NONE));
      dial.execute().transport().close();
      assertThat(proxy.asked).hasSize(2);
      assertThat(dial.phases().tcpNanos())
          .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(2 * PAUSE_MILLIS));
      assertThat(dial.phases().httpNanos())
          .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(2 * PAUSE_MILLIS));
      assertThat(proxy.address().type()).isEqualTo(Proxy.Type.HTTP);
    }
  }
}
