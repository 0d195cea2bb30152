/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link WebSocketOptions.Builder} that says how a client stays connected and how
 * messages flow. There is one builder: it is in three files so that none is too long to read.
 *
 * @param <B> the builder
 */
abstract class SessionBuilder<B extends SessionBuilder<B>> extends LimitsBuilder<B> {
  Heartbeat heartbeat = Heartbeat.DEFAULT;
  ReconnectPolicy reconnect = Backoff.DEFAULT;
  RetryPredicate retryIf = RetryPredicate.defaults();
  boolean failFast;
  ConnectGate connectGate = ConnectGate.shared();

  @Nullable
  NetworkMonitor networkMonitor;

  @Nullable
  Rotation rotation;

  PerMessageDeflate perMessageDeflate = PerMessageDeflate.defaults();

  @Nullable
  Executor callbackExecutor;

  boolean directCallbacks;
  boolean manualDemand;
  boolean fragments;
  Outbox outbox = Outbox.refuse();
  boolean inlineWrites;

  SessionBuilder() {}

  SessionBuilder(WebSocketOptions options) {
    super(options);
    heartbeat = options.heartbeat;
    reconnect = options.reconnect;
    retryIf = options.retryIf;
    failFast = options.failFast;
    connectGate = options.connectGate;
    networkMonitor = options.networkMonitor;
    rotation = options.rotation;
    perMessageDeflate = options.perMessageDeflate;
    callbackExecutor = options.callbackExecutor;
    directCallbacks = options.directCallbacks;
    manualDemand = options.manualDemand;
    fragments = options.fragments;
    outbox = options.outbox;
    inlineWrites = options.inlineWrites;
  }

  // ---- staying connected ----

  /**
   * How a silent peer is found out. Default {@code Heartbeat.ping(30, 10, SECONDS)}.
   *
   * @param beat when to ask and how long to wait
   * @return this builder
   */
  public B heartbeat(Heartbeat beat) {
    heartbeat = Objects.requireNonNull(beat, "beat");
    return self();
  }

  /**
   * How long to wait before each attempt. Default {@code Backoff.fullJitter(1, 30, SECONDS)},
   * without end.
   *
   * @param policy may serve many clients
   * @return this builder
   */
  public B reconnect(ReconnectPolicy policy) {
    reconnect = Objects.requireNonNull(policy, "policy");
    return self();
  }

  /**
   * One connection and no more: {@link ReconnectPolicy#none()}.
   *
   * @return this builder
   */
  public B noReconnect() {
    return reconnect(ReconnectPolicy.none());
  }

  /**
   * Which ends are followed by another attempt. Default {@link RetryPredicate#defaults()}.
   *
   * @param predicate may serve many clients
   * @return this builder
   */
  public B retryIf(RetryPredicate predicate) {
    retryIf = Objects.requireNonNull(predicate, "predicate");
    return self();
  }

  /**
   * Whether any failure before the first open connection is final. Default false: it is retried
   * like others.
   *
   * @param fail true to end at once
   * @return this builder
   */
  public B failFast(boolean fail) {
    failFast = fail;
    return self();
  }

  /**
   * Bounds concurrent handshakes to one host. Default {@link ConnectGate#shared()}.
   *
   * @param gate shared by the clients it is to bound together
   * @return this builder
   */
  public B connectGate(ConnectGate gate) {
    connectGate = Objects.requireNonNull(gate, "gate");
    return self();
  }

  /**
   * Tells when there is a network. Default: none, which counts as always.
   *
   * @param monitor may serve many clients; on desktops {@link InterfaceMonitor#shared()}
   * @return this builder
   */
  public B networkMonitor(NetworkMonitor monitor) {
    networkMonitor = Objects.requireNonNull(monitor, "monitor");
    return self();
  }

  /**
   * Replaces connections before they grow old. Default: none.
   *
   * @param schedule when, and with how much overlap
   * @return this builder
   */
  public B rotation(Rotation schedule) {
    rotation = Objects.requireNonNull(schedule, "schedule");
    return self();
  }

  // ---- messages ----

  /**
   * Compression. Default {@link PerMessageDeflate#defaults()}.
   *
   * @param deflate what to offer, and how to compress
   * @return this builder
   */
  public B perMessageDeflate(PerMessageDeflate deflate) {
    perMessageDeflate = Objects.requireNonNull(deflate, "deflate");
    return self();
  }

  /**
   * Where the listener's methods run, still one at a time for each client. Default: shared daemon
   * threads.
   *
   * @param executor may be a single thread or a pool
   * @return this builder
   */
  public B callbackExecutor(Executor executor) {
    callbackExecutor = Objects.requireNonNull(executor, "executor");
    directCallbacks = false;
    return self();
  }

  /**
   * Runs the listener's methods on the thread that reads, for the least latency: while one runs
   * nothing is read, not even pings. What does not begin with something read (the outcome of a send,
   * {@code close()} while waiting) is told on another I/O thread, still never two at once. Default:
   * on the callback executor.
   *
   * @return this builder
   */
  public B directCallbacks() {
    directCallbacks = true;
    callbackExecutor = null;
    return self();
  }

  /**
   * Delivers only as many messages as {@code request(n)} asked for. Default: all, as fast as they
   * are taken.
   *
   * @return this builder
   */
  public B manualDemand() {
    manualDemand = true;
    return self();
  }

  /**
   * Delivers messages as fragments, as they arrive, to {@code onFragment}. Default: whole messages.
   *
   * @return this builder
   */
  public B fragments() {
    fragments = true;
    return self();
  }

  /**
   * What {@code send} does while there is no open connection. Default {@link Outbox#refuse()}.
   *
   * @param box the bounds, or refusal
   * @return this builder
   */
  public B outbox(Outbox box) {
    outbox = Objects.requireNonNull(box, "box");
    return self();
  }

  /**
   * Whether {@code send} may write to the socket on the caller's thread when nothing is queued:
   * faster, but it may then block as long as TCP does. Default false: {@code send} never does I/O.
   * Together with {@link #directCallbacks()}, what callbacks send goes out together when those for
   * the bytes of one read have returned: they should not block.
   *
   * @param inline true to allow it
   * @return this builder
   */
  public B inlineWrites(boolean inline) {
    inlineWrites = inline;
    return self();
  }
}
