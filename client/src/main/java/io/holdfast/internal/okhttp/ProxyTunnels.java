/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * ws through an HTTP proxy. OkHttp sends such a request in absolute form for the proxy to forward, and proxies do not
 * forward an upgrade; 4.1 step 3 asks for a CONNECT, which OkHttp makes for https only. So for these proxies, and for
 * http URLs only, OkHttp is given a direct route whose socket makes the tunnel while it connects.
 */
final class ProxyTunnels {
  private ProxyTunnels() {}

  static Response proceed(Interceptor.Chain chain, Request request, DialState state)
      throws IOException {
    if (request.isHttps()) {
      return chain.proceed(request);
    }
    Proxy fixed = chain.getProxy();
    List<Proxy> proxies =
        fixed != null ? Collections.singletonList(fixed) : select(chain, request.url());
    for (Proxy proxy : proxies) {
      if (proxy.type() == Proxy.Type.HTTP) {
        return proceed(chain, request, state, proxies);
      }
    }
    return chain.proceed(request);
  }

  private static List<Proxy> select(Interceptor.Chain chain, HttpUrl url) {
    List<Proxy> selected;
    try {
      selected = chain.getProxySelector().select(url.uri());
    } catch (IllegalArgumentException e) {
      // As OkHttp: the system's settings can be such that the system's selector throws.
      selected = null;
    }
    return selected == null || selected.isEmpty()
        ? Collections.singletonList(Proxy.NO_PROXY)
        : selected;
  }

  /** One proxy after the other until one connects, as OkHttp does. A handshake that was sent is not sent again. */
  private static Response proceed(
      Interceptor.Chain chain, Request request, DialState state, List<Proxy> proxies)
      throws IOException {
    int sent = state.wireRequests();
    IOException failure = null;
    for (Proxy proxy : proxies) {
      try {
        return through(proxy, chain, request, state.opening).proceed(request);
      } catch (IOException e) {
        if (state.wireRequests() != sent || state.opening.isCancelled()) {
          throw e;
        }
        if (chain.getProxy() == null && proxy.type() != Proxy.Type.DIRECT) {
          chain.getProxySelector().connectFailed(request.url().uri(), proxy.address(), e);
        }
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    throw failure != null ? failure : new IOException("No proxy to try");
  }

  private static Interceptor.Chain through(
      Proxy proxy, Interceptor.Chain chain, Request request, OpeningSockets opening) {
    if (proxy.type() != Proxy.Type.HTTP) {
      return chain.withProxy(proxy);
    }
    return chain
        .withProxy(Proxy.NO_PROXY)
        .withDns(Unresolved.DNS)
        .withSocketFactory(new TrackingSocketFactory(
            new TunnelSocket.Factory(new Tunnel(chain, request.url(), proxy)), opening, false));
  }

  /** The proxy resolves the server's name; here it may be unknown. OkHttp wants an address: 0.0.0.0 stands for it. */
  private static final class Unresolved implements Dns {
    static final Dns DNS = new Unresolved();

    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
      return Collections.singletonList(InetAddress.getByAddress(hostname, new byte[4]));
    }
  }
}
