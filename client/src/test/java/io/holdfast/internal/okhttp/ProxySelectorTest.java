/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** ws with the choice of a ProxySelector. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxySelectorTest {
  private static ProxySelector selecting(List<Proxy> proxies, List<SocketAddress> failed) {
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI uri) {
        return proxies;
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException e) {
        failed.add(address);
      }
    };
  }

  @Test
  void triesTheNextProxyOfTheSelectorAndTellsIt() throws Exception {
    List<SocketAddress> failed = new ArrayList<>();
    Proxy dead =
        new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    try (ScriptedServer server = ProxyTest.echoing(false);
        RelayProxy refusing = RelayProxy.http(server.port(), connect -> "HTTP/1.1 502 No\r\n\r\n");
        RelayProxy proxy = RelayProxy.http(server.port())) {
      OkHttpClient client = new OkHttpClient.Builder()
          .dns(ProxyTest.KNOWS_NOTHING)
          .proxySelector(
              selecting(List.of(dead, refusing.address(), Proxy.NO_PROXY, proxy.address()), failed))
          .build();
      ProxyTest.echo(client, ProxyTest.url(false));
      assertThat(failed).containsExactly(dead.address(), refusing.address().address());
    }
  }

  @Test
  void reportsTheFirstFailureIfNoProxyWorks() throws Exception {
    Proxy dead =
        new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    OkHttpClient client = new OkHttpClient.Builder()
        .dns(ProxyTest.KNOWS_NOTHING)
        .proxySelector(selecting(List.of(dead, Proxy.NO_PROXY), new ArrayList<>()))
        .build();
    assertThatThrownBy(() -> Dials.dial(client, ProxyTest.url(false)))
        .hasMessage("Failed to connect to the HTTP proxy localhost/127.0.0.1:1")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).isInstanceOf(UnknownHostException.class));
  }

  /** Once sent, a handshake is not sent again: that is the policy's to decide. */
  @Test
  void aServerThatHangsUpBehindTheFirstProxyIsNotAskedThroughTheNext() throws Exception {
    List<SocketAddress> failed = new ArrayList<>();
    try (ScriptedServer server = ScriptedServer.plain(ScriptedServer.Peer::head);
        RelayProxy first = RelayProxy.http(server.port());
        RelayProxy second = RelayProxy.http(server.port())) {
      OkHttpClient client = new OkHttpClient.Builder()
          .proxySelector(selecting(List.of(first.address(), second.address()), failed))
          .build();
      assertThatThrownBy(() -> Dials.dial(client, ProxyTest.url(false)))
          .isInstanceOf(IOException.class);
      assertThat(server.heads()).hasSize(1);
      assertThat(second.asked).isEmpty();
      assertThat(failed).isEmpty();
    }
  }

  @Test
  void aSelectorThatSelectsNothingOrThrowsMeansNoProxy() throws Exception {
    List<ProxySelector> selectors = List.of(
        selecting(List.of(), new ArrayList<>()),
        selecting(null, new ArrayList<>()),
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            throw new IllegalArgumentException("port out of range");
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        });
    for (ProxySelector selector : selectors) {
      try (ScriptedServer server = ProxyTest.echoing(false)) {
        ProxyTest.echo(new OkHttpClient.Builder().proxySelector(selector).build(), server.url("/"));
      }
    }
  }
}
