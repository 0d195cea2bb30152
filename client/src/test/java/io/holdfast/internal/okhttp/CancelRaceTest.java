/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancelRaceTest {
  /** OkHttp forgets a cancellation between TCP and TLS, and would then wait for a silent server for ever. */
  @ParameterizedTest
  @CsvSource({"DIRECT,false", "DIRECT,true", "SOCKS,false", "SOCKS,true", "HTTP,false", "HTTP,true"
  })
  void cancelledAtRandomMomentsItAlwaysEnds(Proxy.Type type, boolean fastFallback)
      throws Exception {
    race(type, fastFallback, 150);
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"DIRECT,false", "DIRECT,true", "SOCKS,false", "SOCKS,true", "HTTP,false", "HTTP,true"
  })
  void cancelledAtManyRandomMomentsItAlwaysEnds(Proxy.Type type, boolean fastFallback)
      throws Exception {
    race(type, fastFallback, 5000);
  }

  private static void race(Proxy.Type type, boolean fastFallback, int rounds) throws Exception {
    java.util.Random random = new java.util.Random(42);
    try (ScriptedServer server = ScriptedServer.plain(ScriptedServer.Peer::awaitEnd);
        RelayProxy socks = RelayProxy.socks(server.port())) {
      // An HTTP proxy is silent itself, before TLS begins.
      Proxy http = new Proxy(
          Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      OkHttpClient client = ScriptedServer.trusting()
          .fastFallback(fastFallback)
          .proxy(
              switch (type) {
                case DIRECT -> Proxy.NO_PROXY;
                case SOCKS -> socks.address();
                case HTTP -> http;
              })
          .build();
      Dialer dialer = new Dialer(client);
      for (int i = 0; i < rounds; i++) {
        Dial dial =
            dialer.newDial(Dials.request(HttpUrl.get("https://127.0.0.1:" + server.port() + "/")));
        Blocked<Dialed> execute = Blocked.start(dial::execute);
        long until = System.nanoTime() + random.nextInt(3_000_000);
        while (System.nanoTime() < until) {
          Thread.onSpinWait();
        }
        dial.cancel();
        assertThat(execute.failure()).isInstanceOf(IOException.class);
      }
      assertThat(dialer.pool().connectionCount()).isZero();
      assertThat(server.awaitAllEnded()).isTrue();
    }
  }
}
