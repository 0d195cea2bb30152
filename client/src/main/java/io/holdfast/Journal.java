/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.okhttp.DialPhases;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a socket writes down: the log, the counters and the last attempts. Names host and port only: never a query, a
 * header, a payload, a close reason or a message of somebody else's exception.
 */
/* Concurrency: one lock over the attempt log, a leaf; counters are atomic. The session calls with its own lock held, so
 * what is to be logged becomes an effect: appenders do I/O. */
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketClient.class);
  private static final int KEPT_ATTEMPTS = 32;
  private static final AtomicInteger SOCKETS = new AtomicInteger();

  final Counters counters = new Counters();
  /** Of the first URL. */
  private final String endpoint;

  private final int socket = SOCKETS.incrementAndGet();
  private final Clock clock;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final ArrayDeque<AttemptRecord.Builder> recent = new ArrayDeque<>(1);
  private long attempts;
  private long opens;
  private Map<CloseEvent.Initiator, Long> losses = Collections.emptyMap(); // until there is one

  Journal(WebSocketOptions options) {
    this.clock = options.clock;
    this.endpoint = endpoint(options.urls.get(0));
  }

  static String endpoint(okhttp3.HttpUrl url) {
    return url.host() + ":" + url.port();
  }

  private String name() {
    return endpoint + " [" + socket + "]";
  }

  /** Kept as long as the connection: mostly the same again. */
  private String kept(String hostAndPort) {
    return hostAndPort.equals(endpoint) ? endpoint : hostAndPort;
  }

  void attempt(AttemptPlan plan, Effects effects) {
    effects.add(() -> LOG.info("{} CONNECTING, attempt {}", name(), plan.sinceOpen));
    AttemptRecord.Builder attempt = new AttemptRecord.Builder();
    attempt.number = plan.number;
    attempt.startedAtMillis = clock.currentTimeMillis();
    attempt.endpoint = kept(endpoint(plan.url));
    lock.lock();
    try {
      attempts++;
      recent.add(attempt);
      if (recent.size() > KEPT_ATTEMPTS) {
        recent.poll();
      }
    } finally {
      lock.unlock();
    }
  }

  void held(Effects effects) {
    effects.add(() ->
        LOG.info("{} WAITING until its listener has taken the events of earlier attempts", name()));
  }

  /** The attempt under way, the latest: the request interceptor may have chosen another endpoint. */
  void prepared(String hostAndPort) {
    lock.lock();
    try {
      recent.getLast().endpoint = kept(hostAndPort);
    } finally {
      lock.unlock();
    }
  }

  /** The attempt under way, the latest, has succeeded. */
  void opened(OpenEvent event, Effects effects) {
    long downMillis = event.downtime(TimeUnit.MILLISECONDS);
    int number = event.connectionNumber();
    effects.add(() -> LOG.info(
        "{} OPEN #{} after {} ms down, attempt {}", name(), number, downMillis, event.attempt()));
    lock.lock();
    try {
      opens++;
      recent.getLast().outcome = "OPEN";
    } finally {
      lock.unlock();
    }
  }

  /** An attempt, or the connection it led to, has ended; null for an end between two attempts. */
  void closed(@Nullable Connection connection, CloseEvent event, Effects effects) {
    effects.add(() -> LOG.info("{} {}; {}", name(), event, event.retryReason()));
    lock.lock();
    try {
      if (event.connectionNumber() > 0) {
        if (losses.isEmpty()) {
          losses = new EnumMap<>(CloseEvent.Initiator.class);
        }
        Long before = losses.get(event.initiator());
        losses.put(event.initiator(), before == null ? 1 : before + 1);
      }
      AttemptRecord.Builder attempt = connection == null ? null : find(connection);
      if (attempt != null) {
        String ended = outcome(event);
        attempt.outcome = attempt.outcome.isEmpty() ? ended : attempt.outcome + ", then " + ended;
        attempt.decision = decision(event);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How long the phases of the dial took. */
  void phases(Connection connection, DialPhases phases) {
    lock.lock();
    try {
      AttemptRecord.Builder attempt = find(connection);
      if (attempt != null) {
        attempt.dnsNanos = phases.dnsNanos();
        attempt.tcpNanos = phases.tcpNanos();
        attempt.tlsNanos = phases.tlsNanos();
        attempt.httpNanos = phases.httpNanos();
      }
    } finally {
      lock.unlock();
    }
  }

  private AttemptRecord.@Nullable Builder find(Connection connection) {
    for (AttemptRecord.Builder attempt : recent) {
      if (attempt.number == connection.plan().number) {
        return attempt;
      }
    }
    return null;
  }

  private static String outcome(CloseEvent event) {
    WebSocketException cause = event.cause();
    if (cause instanceof HandshakeException) {
      return "HTTP " + ((HandshakeException) cause).statusCode();
    }
    Throwable root = cause == null || cause.getCause() == null ? cause : cause.getCause();
    return root == null
        ? event.initiator() + " " + event.code()
        : root.getClass().getName();
  }

  private static String decision(CloseEvent event) {
    if (!event.willReconnect() || event.retryDelay(TimeUnit.MILLISECONDS) < 0) {
      return event.retryReason();
    }
    return "retry in " + event.retryDelay(TimeUnit.MILLISECONDS) + " ms: " + event.retryReason();
  }

  /** Something failed that changes nothing any more. Its message may hold secrets: only its class is told. */
  void ignored(Connection connection, String what, Throwable t) {
    LOG.debug(
        "{} #{} {}: {}",
        name(),
        connection.connectionNumber(),
        what,
        t.getClass().getName());
  }

  void bug(Connection connection, Throwable t) {
    LOG.error("{} #{} engine bug, please report it", name(), connection.connectionNumber(), t);
  }

  void frame(Connection connection, String direction, String kind, long bytes) {
    LOG.trace(
        "{} #{} {} {}, {} bytes", name(), connection.connectionNumber(), direction, kind, bytes);
  }

  /** Adds what the journal knows to a snapshot. */
  void fill(Statistics.Builder statistics) {
    statistics.messagesSent = counters.get(Counters.MESSAGES_OUT);
    statistics.messagesReceived = counters.get(Counters.MESSAGES_IN);
    statistics.bytesSent = counters.get(Counters.BYTES_OUT);
    statistics.bytesReceived = counters.get(Counters.BYTES_IN);
    statistics.wireBytesSent = counters.get(Counters.WIRE_BYTES_OUT);
    statistics.wireBytesReceived = counters.get(Counters.WIRE_BYTES_IN);
    statistics.compressionRatioOut =
        ratio(counters.get(Counters.DEFLATER_OUT), counters.get(Counters.DEFLATER_IN));
    statistics.compressionRatioIn =
        ratio(counters.get(Counters.INFLATER_IN), counters.get(Counters.INFLATER_OUT));
    lock.lock();
    try {
      statistics.attempts = attempts;
      statistics.opens = opens;
      statistics.losses.putAll(losses);
      for (AttemptRecord.Builder attempt : recent) {
        statistics.recentAttempts.add(new AttemptRecord(attempt));
      }
    } finally {
      lock.unlock();
    }
  }

  private static double ratio(long onTheWire, long payload) {
    return payload == 0 ? 1.0 : (double) onTheWire / payload;
  }

  /** Host, port and a number that tells sockets apart. */
  @Override
  public String toString() {
    return name();
  }
}
