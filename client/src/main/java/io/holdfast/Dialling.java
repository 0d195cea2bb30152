/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * The attempt under way, if there is one: its interceptor, its place at the connect gate, its deadlines, and the thread
 * of an earlier one that was given up and has not come out yet.
 */
/* Concurrency: the fields are guarded by the session's lock; methods that take Effects are called with it held, those of
 * Connection.Owner and of timers take it themselves. */
final class Dialling {
  /** Told when the attempt's deadline has passed. Called with the lock held, once. */
  interface Owner extends Connection.Owner {
    void overdue(Connection connection, WebSocketException error, Effects effects);
  }

  private final StateLock lock;
  private final WebSocketOptions options;
  private final Timers timers;
  private final Journal journal;
  private final Connection.Factory connections;
  private final Owner owner;

  private @Nullable Connection connection;
  private boolean started;
  private boolean overdue;
  private ConnectGate.@Nullable Ticket ticket;
  private @Nullable ScheduledFuture<?> deadline;
  /** Given up with a thread still inside (DNS, user code): no dial begins before it is out. */
  private final List<Connection> abandoned = new ArrayList<>(0);

  Dialling(StateLock lock, SessionParts parts, Connection.Factory connections, Owner owner) {
    this.lock = lock;
    this.options = parts.options;
    this.timers = parts.timers;
    this.journal = parts.journal;
    this.connections = connections;
    this.owner = owner;
  }

  boolean isUnderWay() {
    return connection != null;
  }

  boolean is(Connection other) {
    return connection == other;
  }

  @Nullable
  Connection connection() {
    return connection;
  }

  void start(AttemptPlan plan, Effects effects) {
    journal.attempt(plan, effects);
    dial(plan, effects);
  }

  private void dial(AttemptPlan plan, Effects effects) {
    Connection made = connections.create(owner, plan);
    connection = made;
    started = false;
    overdue = false;
    if (abandoned.isEmpty()) {
      begin(made, effects);
    } else {
      // at most one abandoned thread per socket: this dial begins when that one is out, or fails at
      // its own deadline
      arm(made, options.handshakeTimeoutNanos);
    }
  }

  private void begin(Connection made, Effects effects) {
    started = true;
    arm(made, options.interceptorTimeoutNanos);
    effects.add(made::start);
  }

  /** The same attempt once more, over what may be another network. */
  void redial(Effects effects) {
    Connection dialled = connection;
    if (dialled != null) {
      giveUp(effects);
      dial(dialled.plan(), effects);
    }
  }

  /** Ends the attempt without a word to the listener. */
  void giveUp(Effects effects) {
    Connection given = connection;
    if (given != null) {
      boolean mayHaveThread = started;
      leave(effects);
      if (mayHaveThread) {
        abandon(given, effects);
      }
    }
  }

  /** Ends a connection whose thread may stay inside for a while; until it is out nothing is dialled. */
  void abandon(Connection given, Effects effects) {
    abandoned.add(given);
    effects.add(given::abandon);
  }

  /** The attempt is over, one way or the other: takes its deadline and its place at the gate away. */
  void leave(Effects effects) {
    connection = null;
    cancelDeadline();
    if (ticket != null) {
      effects.add(ticket::release);
      ticket = null;
    }
  }

  /** Whether this is the attempt under way, and in time. */
  boolean expects(Connection other) {
    return connection == other && !overdue;
  }

  /** Whether this is the attempt under way, past its deadline, and its end is being seen to. */
  boolean isOverdue(Connection other) {
    return connection == other && overdue;
  }

  boolean isStarted() {
    return started;
  }

  void prepared(Connection from, String hostAndPort) {
    lock.transition(effects -> {
      if (expects(from)) {
        cancelDeadline();
        journal.prepared(hostAndPort);
        ConnectGate.Ticket place = options.connectGate.ticket(hostAndPort, () -> admitted(from));
        ticket = place;
        effects.add(place::enter);
      }
    });
  }

  private void admitted(Connection from) {
    lock.transition(effects -> {
      if (expects(from)) {
        arm(from, options.handshakeTimeoutNanos);
        effects.add(from::dial);
      }
    });
  }

  void released(Connection from) {
    lock.transition(effects -> {
      Connection waiting = connection;
      if (abandoned.remove(from)
          && abandoned.isEmpty()
          && waiting != null
          && !started
          && !overdue) {
        begin(waiting, effects);
      }
    });
  }

  private void arm(Connection armedFor, long nanos) {
    cancelDeadline();
    ScheduledFuture<?>[] self = new ScheduledFuture<?>[1];
    self[0] = timers.schedule(
        nanos, () -> lock.transition(effects -> deadlinePassed(self[0], armedFor, effects)));
    deadline = self[0];
  }

  private void deadlinePassed(ScheduledFuture<?> passed, Connection armedFor, Effects effects) {
    if (deadline == passed) { // otherwise replaced or stopped while it was on its way
      overdue = true;
      WebSocketException error =
          started ? Failures.deadline(options, ticket != null) : Failures.stillBusy(options);
      owner.overdue(armedFor, error, effects);
    }
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
