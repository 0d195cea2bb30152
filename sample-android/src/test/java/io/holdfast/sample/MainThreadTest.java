/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import android.os.Looper;
import android.os.NetworkOnMainThreadException;
import io.holdfast.CloseEvent;
import io.holdfast.NetworkMonitor;
import io.holdfast.OpenEvent;
import io.holdfast.ReadyState;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.android.AndroidNetworkMonitor;
import io.holdfast.android.MainThread;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.ByteString;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

/** Every call is made on the main thread, every callback comes there, and no I/O happens there. */
@RunWith(RobolectricTestRunner.class)
public class MainThreadTest implements WebSocketClient.Listener {
  private final NoNetworkOnMainThread guard = new NoNetworkOnMainThread();
  private final List<String> events = new ArrayList<>();
  private FeedServer server;
  private OkHttpClient http =
      new OkHttpClient.Builder().dns(guard).socketFactory(guard).build();
  private String url;

  @Before
  public void start() throws Exception {
    server = new FeedServer();
    url = server.url();
  }

  @After
  public void nothingTouchedTheNetwork() throws Exception {
    assertThat(guard.violations).isEmpty();
    server.close();
  }

  private void useTls() {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
    server
        .web()
        .useHttps(new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .build()
            .sslSocketFactory());
    HandshakeCertificates trust = new HandshakeCertificates.Builder()
        .addTrustedCertificate(certificate.certificate())
        .build();
    http = http.newBuilder()
        .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
        .build();
    url = url.replace("ws:", "wss:");
  }

  @Override
  public void onOpen(WebSocketClient ws, OpenEvent event) {
    tell("open");
  }

  @Override
  public void onMessage(WebSocketClient ws, String text) {
    tell(text);
  }

  @Override
  public void onClose(WebSocketClient ws, CloseEvent event) {
    tell(event.willReconnect() ? "lost" : "closed");
  }

  private void tell(String event) {
    assertThat(Looper.myLooper()).isSameAs(Looper.getMainLooper());
    events.add(event);
  }

  private WebSocketClient connect() {
    NetworkMonitor networks = AndroidNetworkMonitor.of(RuntimeEnvironment.getApplication());
    return WebSocketClient.connect(
        WebSocketOptions.builder(url)
            .okHttpClient(http)
            .callbackExecutor(MainThread.executor())
            .networkMonitor(networks)
            .build(),
        this);
  }

  private void await(String event) {
    Main.runUntil(() -> event + " in " + events, () -> events.contains(event));
    events.clear();
  }

  private void useEverything() throws Exception {
    server.accept();
    WebSocketClient ws = connect();
    await("welcome");
    assertThat(ws.send("hello")).isTrue();
    await("echo hello");
    assertThat(ws.send(ByteString.encodeUtf8("x".repeat(1 << 20)))).isTrue();
    ws.reconnectNow();
    ws.networkChanged();
    Networks.available(Networks.WIFI);
    Networks.available(Networks.CELLULAR);
    Main.runUntil(() -> "a round trip", () -> ws.roundTripNanos() >= 0);
    server.drop();
    await("lost");
    server.accept();
    ws.reconnectNow();
    await("welcome");
    ws.close();
    await("closed");
    assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSED);

    server.accept();
    WebSocketClient cancelled = connect();
    await("welcome");
    cancelled.cancel();
    await("closed");

    server.accept();
    connect().cancel(); // while it dials
    await("closed");
    connect().close();
    await("closed");
  }

  @Test
  public void theGuardIsAwake() {
    assertThatThrownBy(() -> guard.createSocket().connect(new InetSocketAddress(url, 1), 1))
        .isInstanceOf(NetworkOnMainThreadException.class);
    assertThatThrownBy(() -> guard.createSocket().shutdownOutput())
        .isInstanceOf(NetworkOnMainThreadException.class);
    assertThat(guard.violations).hasSize(2);
    guard.violations.clear();
  }

  @Test
  public void noCallTouchesTheNetworkOnTheMainThread() throws Exception {
    useEverything();
  }

  @Test
  public void noCallTouchesTheNetworkOnTheMainThreadWithTls() throws Exception {
    useTls();
    useEverything();
  }
}
