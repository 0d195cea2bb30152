/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.protocol.Handshake;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Everything a {@link WebSocketClient} can be told beforehand. Immutable and reusable: any number
 * of clients may be connected with the same options, and they share what the options hold.
 *
 * <p>Executors, schedulers and the {@code OkHttpClient} given here stay the application's; the
 * client never shuts them down.
 */
public final class WebSocketOptions {
  final List<HttpUrl> urls;
  final Headers headers;
  final List<String> subprotocols;
  final @Nullable RequestInterceptor requestInterceptor;
  final boolean followRedirects;
  final PerMessageDeflate perMessageDeflate;

  final @Nullable OkHttpClient okHttpClient;
  final @Nullable Executor ioExecutor;
  final @Nullable Executor callbackExecutor;
  final boolean directCallbacks;
  final @Nullable ScheduledExecutorService scheduler;
  final Clock clock;
  final Random random;

  final Heartbeat heartbeat;
  final ReconnectPolicy reconnect;
  final RetryPredicate retryIf;
  final boolean failFast;
  final ConnectGate connectGate;
  final @Nullable NetworkMonitor networkMonitor;
  final @Nullable Rotation rotation;

  final boolean manualDemand;
  final boolean fragments;
  final Outbox outbox;
  final boolean inlineWrites;

  final long handshakeTimeoutNanos;
  final long interceptorTimeoutNanos;
  final long closeTimeoutNanos;
  final long closeDeliveryTimeoutNanos;
  final long openCallbackTimeoutNanos;
  final long stableAfterNanos;
  final long retryAfterCapNanos;
  final long maxMessageSize;
  final long sendLimitBytes;
  final int sendLimitMessages;
  final long bufferedAmountLowThreshold;
  final long receiveLimitBytes;
  final int receiveLimitMessages;

  private WebSocketOptions(Builder builder) {
    urls = Collections.unmodifiableList(new ArrayList<>(builder.urls));
    headers = builder.headers.build();
    subprotocols = builder.subprotocols;
    requestInterceptor = builder.requestInterceptor;
    followRedirects = builder.followRedirects;
    perMessageDeflate = builder.perMessageDeflate;
    okHttpClient = builder.okHttpClient;
    ioExecutor = builder.ioExecutor;
    callbackExecutor = builder.callbackExecutor;
    directCallbacks = builder.directCallbacks;
    scheduler = builder.scheduler;
    clock = builder.clock;
    random = builder.random != null ? builder.random : new Random();
    heartbeat = builder.heartbeat;
    reconnect = builder.reconnect;
    retryIf = builder.retryIf;
    failFast = builder.failFast;
    connectGate = builder.connectGate;
    networkMonitor = builder.networkMonitor;
    rotation = builder.rotation;
    manualDemand = builder.manualDemand;
    fragments = builder.fragments;
    outbox = builder.outbox;
    inlineWrites = builder.inlineWrites;
    handshakeTimeoutNanos = builder.handshakeTimeoutNanos;
    interceptorTimeoutNanos = builder.interceptorTimeoutNanos;
    closeTimeoutNanos = builder.closeTimeoutNanos;
    closeDeliveryTimeoutNanos = builder.closeDeliveryTimeoutNanos;
    openCallbackTimeoutNanos = builder.openCallbackTimeoutNanos;
    stableAfterNanos = builder.stableAfterNanos;
    retryAfterCapNanos = builder.retryAfterCapNanos;
    maxMessageSize = builder.maxMessageSize;
    sendLimitBytes = builder.sendLimitBytes;
    sendLimitMessages = builder.sendLimitMessages;
    bufferedAmountLowThreshold = builder.lowThreshold();
    receiveLimitBytes = builder.receiveLimitBytes;
    receiveLimitMessages = builder.receiveLimitMessages;
  }

  /**
   * Begins options for one endpoint.
   *
   * @param url a {@code ws}, {@code wss}, {@code http} or {@code https} URL without user-info and
   *     fragment (RFC 6455, 3)
   * @return a new builder
   * @throws IllegalArgumentException if it is none; the message says what to write instead and does
   *     not repeat the URL
   */
  public static Builder builder(String url) {
    return new Builder(Urls.parse(url));
  }

  /**
   * Begins options that differ from these only in what is set on the builder.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /**
   * {@return at how many bytes {@code onBufferedAmountLow} is called} Who paces by that call must
   * know the mark, to tell whether it will come.
   */
  public long bufferedAmountLowThreshold() {
    return bufferedAmountLowThreshold;
  }

  /**
   * Names the endpoints by scheme, host and port, and the policies; no path, query, header or
   * subprotocol.
   */
  @Override
  public String toString() {
    List<String> shown = new ArrayList<>();
    for (HttpUrl url : urls) {
      shown.add(Urls.display(url));
    }
    return "WebSocketOptions[" + shown + ", " + heartbeat + ", "
        + (reconnect instanceof Backoff ? reconnect : "reconnect policy") + ", " + outbox + "]";
  }

  /**
   * Builds {@link WebSocketOptions}. Not thread-safe. Every method returns this builder, throws
   * NullPointerException for null, and IllegalArgumentException, saying what is allowed, for a
   * value that is not.
   */
  public static final class Builder extends SessionBuilder<Builder> {
    private final List<HttpUrl> urls = new ArrayList<>();
    private Headers.Builder headers = new Headers.Builder();
    private List<String> subprotocols = Collections.emptyList();
    private @Nullable RequestInterceptor requestInterceptor;
    private boolean followRedirects;
    private @Nullable OkHttpClient okHttpClient;
    private @Nullable Executor ioExecutor;
    private @Nullable ScheduledExecutorService scheduler;
    private Clock clock = Clock.system();
    private @Nullable Random random;

    private Builder(HttpUrl url) {
      urls.add(url);
    }

    private Builder(WebSocketOptions options) {
      super(options);
      urls.addAll(options.urls);
      headers = options.headers.newBuilder();
      subprotocols = options.subprotocols;
      requestInterceptor = options.requestInterceptor;
      followRedirects = options.followRedirects;
      okHttpClient = options.okHttpClient;
      ioExecutor = options.ioExecutor;
      scheduler = options.scheduler;
      clock = options.clock;
      random = options.random;
    }

    @Override
    Builder self() {
      return this;
    }

    // ---- the request ----

    /**
     * Further endpoints, tried in turn after the one given to {@link #builder(String)}; replaces
     * those set before.
     *
     * @param more URLs as for {@link #builder(String)}
     * @return this builder
     */
    public Builder urls(String... more) {
      List<HttpUrl> parsed = new ArrayList<>();
      for (String url : more) {
        parsed.add(Urls.parse(url));
      }
      urls.subList(1, urls.size()).clear();
      urls.addAll(parsed);
      return this;
    }

    /**
     * Sets a header of every handshake, such as {@code Authorization}, in place of others of that
     * name.
     *
     * @param name a token, not one of the handshake
     * @param value printable ASCII
     * @return this builder
     */
    public Builder header(String name, String value) {
      Checks.header(name, value);
      headers.set(name, value);
      return this;
    }

    /**
     * Adds a header of every handshake; others of that name stay.
     *
     * @param name a token, not one of the handshake
     * @param value printable ASCII
     * @return this builder
     */
    public Builder addHeader(String name, String value) {
      Checks.header(name, value);
      headers.add(name, value);
      return this;
    }

    /**
     * Replaces all headers set before. The headers of the handshake itself may not be among them.
     *
     * @param all replaces what was set
     * @return this builder
     */
    public Builder headers(Headers all) {
      for (int i = 0; i < all.size(); i++) {
        Checks.header(all.name(i), all.value(i));
      }
      headers = all.newBuilder();
      return this;
    }

    /**
     * Sets the {@code Origin} header (RFC 6454), which servers check when browsers call. Default:
     * none.
     *
     * @param origin such as {@code https://example.com}
     * @return this builder
     */
    public Builder origin(String origin) {
      return header("Origin", origin);
    }

    /**
     * The subprotocols offered, the preferred one first: tokens without duplicates (4.1). Default:
     * none.
     *
     * @param offered case-sensitive tokens
     * @return this builder
     */
    public Builder subprotocols(String... offered) {
      List<String> copy = Collections.unmodifiableList(new ArrayList<>(Arrays.asList(offered)));
      for (String subprotocol : copy) {
        Objects.requireNonNull(subprotocol, "subprotocol");
      }
      Handshake.checkSubprotocols(copy);
      subprotocols = copy;
      return this;
    }

    /**
     * Prepares the request of every attempt, with a fresh token for instance. Default: none.
     *
     * @param interceptor called for every attempt
     * @return this builder
     */
    public Builder requestInterceptor(RequestInterceptor interceptor) {
      requestInterceptor = Objects.requireNonNull(interceptor, "interceptor");
      return this;
    }

    /**
     * Whether to follow HTTP redirects: up to 5, never from wss to ws, without headers and cookies
     * to another origin. Default false: a redirect is a failed attempt.
     *
     * @param follow true to follow them
     * @return this builder
     */
    public Builder followRedirects(boolean follow) {
      followRedirects = follow;
      return this;
    }

    // ---- what the client runs on ----

    /**
     * The HTTP client whose DNS, proxies, TLS, cookies, authenticators, interceptors and event
     * listeners the handshake uses. Of its timeouts only {@code connectTimeout} is used, for each
     * address of the host; its redirects, cache and connection pool are not. Default: one shared by
     * all clients.
     *
     * @param client stays the application's
     * @return this builder
     */
    public Builder okHttpClient(OkHttpClient client) {
      okHttpClient = Objects.requireNonNull(client, "client");
      return this;
    }

    /**
     * Where the blocking work runs: a task for each open connection and each attempt, so a pool
     * must be unbounded; a virtual thread per task does. Default: shared daemon threads.
     *
     * @param executor must start every task at once
     * @return this builder
     */
    public Builder ioExecutor(Executor executor) {
      ioExecutor = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /**
     * Runs the timers, whose tasks are short and never block. Default: one shared daemon thread.
     *
     * @param timers stays the application's
     * @return this builder
     */
    public Builder scheduler(ScheduledExecutorService timers) {
      scheduler = Objects.requireNonNull(timers, "timers");
      return this;
    }

    /**
     * Where the time is read. Default {@link Clock#system()}.
     *
     * @param source must be cheap
     * @return this builder
     */
    public Builder clock(Clock source) {
      clock = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * The randomness of reconnect delays; keys and masks always come from a SecureRandom. Default:
     * a new one.
     *
     * @param source must be thread-safe
     * @return this builder
     */
    public Builder random(Random source) {
      random = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * Builds the options. The builder may be used further.
     *
     * @return immutable options
     */
    public WebSocketOptions build() {
      return new WebSocketOptions(this);
    }
  }
}
