/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.readme;

import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.rx.RxWebSocket;
import io.micrometer.core.instrument.MeterRegistry;
import io.reactivex.rxjava3.core.Completable;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.OkHttpClient;

/**
 * What the README's pieces take from the application around them: each is compiled as a subclass of this, each test sets
 * what its piece needs. The methods stand for what a piece says of example.com, see {@link Pieces}.
 */
public class Around {
  public interface Login {
    String token();
  }

  public interface View {
    void setText(String text);
  }

  public interface Database {
    Completable store(String text);
  }

  /** Where the hosts of example.com are: a URL without a path for each. */
  public static final Map<String, String> HOSTS = new ConcurrentHashMap<>();

  public static final List<String> prices = new CopyOnWriteArrayList<>();
  public static Login login;
  public static Database database;
  public static View view;
  public static Executor mainExecutor;
  public static RxWebSocket feed;
  public static WebSocketClient socket;
  public static WebSocketClient.Listener listener;
  public static WebSocketOptions options;
  public static MeterRegistry registry;
  public static List<String> symbols;
  public static String user = "user";
  public static String password = "secret";
  public static OkHttpClient http = new OkHttpClient();
  public static String pinned;
  public static InetSocketAddress proxy;

  public static String token() {
    return login.token();
  }

  public static String at(String url) {
    URI uri = URI.create(url);
    return HOSTS.get(uri.getHost()) + uri.getPath();
  }

  public static String host(String host) {
    return URI.create(HOSTS.get(host)).getHost();
  }

  public static String pin(String example) {
    return pinned;
  }

  public static InetSocketAddress proxyAt(String host, int port) {
    return proxy;
  }

  /** With the trust that the test's servers need. */
  public static OkHttpClient.Builder httpBuilder() {
    return http.newBuilder();
  }

  /** The method is called by name, for these tests are compiled and run on Java 17 too: there, a thread for each task. */
  public static ExecutorService virtualThreads() throws ReflectiveOperationException {
    return Runtime.version().feature() < 21
        ? Executors.newCachedThreadPool(task -> new Thread(task, "a thread for each task"))
        : (ExecutorService) Executors.class
            .getMethod("newVirtualThreadPerTaskExecutor")
            .invoke(null);
  }
}
