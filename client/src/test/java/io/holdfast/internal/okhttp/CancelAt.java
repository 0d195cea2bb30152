/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Response;

/** Runs something in the n-th event of a call, until the call has ended. */
final class CancelAt extends EventListener {
  private final int at;
  private final Runnable action;
  private int count;
  private boolean over;
  volatile String hit;

  CancelAt(int at, Runnable action) {
    this.at = at;
    this.action = action;
  }

  private synchronized boolean isTheOne(String event) {
    if (over || count++ != at) {
      return false;
    }
    hit = event;
    return true;
  }

  private void event(String name) {
    if (isTheOne(name)) {
      action.run();
    }
  }

  @Override
  public void callStart(Call call) {
    event("callStart");
  }

  @Override
  public void proxySelectStart(Call call, HttpUrl url) {
    event("proxySelectStart");
  }

  @Override
  public void proxySelectEnd(Call call, HttpUrl url, List<Proxy> proxies) {
    event("proxySelectEnd");
  }

  @Override
  public void dnsStart(Call call, String host) {
    event("dnsStart");
  }

  @Override
  public void dnsEnd(Call call, String host, List<InetAddress> addresses) {
    event("dnsEnd");
  }

  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    event("connectStart");
  }

  @Override
  public void secureConnectStart(Call call) {
    event("secureConnectStart");
  }

  @Override
  public void secureConnectEnd(Call call, okhttp3.Handshake handshake) {
    event("secureConnectEnd");
  }

  @Override
  public void connectEnd(
      Call call, InetSocketAddress address, Proxy proxy, okhttp3.Protocol protocol) {
    event("connectEnd");
  }

  @Override
  public void connectionAcquired(Call call, okhttp3.Connection connection) {
    event("connectionAcquired");
  }

  @Override
  public void requestHeadersStart(Call call) {
    event("requestHeadersStart");
  }

  @Override
  public void requestHeadersEnd(Call call, okhttp3.Request request) {
    event("requestHeadersEnd");
  }

  @Override
  public void responseHeadersStart(Call call) {
    event("responseHeadersStart");
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    event("responseHeadersEnd");
  }

  @Override
  public void followUpDecision(Call call, Response response, okhttp3.Request next) {
    event("followUpDecision");
  }

  @Override
  public synchronized void callEnd(Call call) {
    over = true;
  }
}
