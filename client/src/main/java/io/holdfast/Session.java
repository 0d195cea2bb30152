/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.CloseEvent.Initiator;
import io.holdfast.Connection.End;
import io.holdfast.Connection.Opened;
import io.holdfast.StateTable.Input;
import io.holdfast.StateTable.Reaction;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The life of one socket: which connection is the one, what happens next when it opens, closes or ends, and what the
 * listener hears of it. Every change of state is made here, under one lock, as {@link StateTable} says.
 */
/* Concurrency: `lock` guards every field that is not final. Under it only fields are changed, events enqueued and effects
 * noted; effects (I/O, user code, callbacks) run after it was released. Effects of two threads may overtake each other:
 * connections guard themselves against that (a cancelled one never starts). A connection that is neither dialled, `current`
 * nor `draining` is late, and whatever it reports is dropped. Lock order: session; then pulse, gate, send queue; then event
 * queue, source of a message.
 *
 * Longer than 400 lines for a reason: every change of state is to be found in one file. What does not change the state
 * has been taken out: Dialling, Rotor, Retries, Pulse, Events. */
final class Session implements Dialling.Owner, NetworkMonitor.Callback {
  /** After a cut the reader reports the end itself; if user code keeps it, we end it without it after so long. */
  private static final long BACKSTOP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final StateLock lock = new StateLock();
  private final SessionParts parts;
  private final WebSocketOptions options;
  private final Timers timers;
  private final EventQueue events;
  private final SendQueue queue;
  private final Notifier notifier;
  private final Journal journal;
  private final Pulse pulse;
  private final Dialling dialling;
  private final Rotor rotor;
  private final Retries retries;

  private volatile State state = State.CONNECTING; // written under the lock
  private volatile @Nullable Connection current; // written under the lock
  private @Nullable Connection draining;
  /** Whose end the user's policy is being asked about. */
  private @Nullable Connection deciding;
  /** What was decided when the peer's Close came, for when the connection ends. */
  private Retries.@Nullable Decision decided;
  /** How the current connection says that it is ending, should it be cut before it has ended. */
  private @Nullable End farewell;

  private @Nullable ScheduledFuture<?> timer;
  private int attempts;
  private int attemptsSinceOpen;
  private int connectionNumber;
  private int urlIndex;
  private long openedAt;
  private long downSince;
  private boolean healthy;
  private boolean closingLocally;
  private boolean offline;
  /** The next attempt waits for the listener. */
  private boolean held;

  private @Nullable CloseEvent lastClose;
  private NetworkMonitor.@Nullable Registration monitor;

  Session(SessionParts parts, Connection.Factory connections) {
    this.parts = parts;
    this.options = parts.options;
    this.timers = parts.timers;
    this.events = parts.events;
    this.queue = parts.queue;
    this.notifier = parts.notifier;
    this.journal = parts.journal;
    this.pulse = parts.pulse;
    this.dialling = new Dialling(lock, parts, connections, this);
    this.rotor = new Rotor(options.rotation, timers, this::rotate);
    this.retries = new Retries(options, timers.now());
    this.downSince = timers.now();
    pulse.attach((connection, error) -> cut(connection, End.of(Initiator.HEARTBEAT, error)));
  }

  // ---- what the user asks for

  void connect() {
    NetworkMonitor network = options.networkMonitor;
    NetworkMonitor.Registration registration = network == null ? null : register(network);
    lock.transition(effects -> {
      monitor = registration;
      if (state == State.CLOSED && registration != null) {
        effects.add(registration::unregister);
      }
      // the monitor may have spoken already: there is no network, or it has come since
      if (state == State.CONNECTING && !dialling.isUnderWay()) {
        dial(effects);
      }
    });
  }

  private NetworkMonitor.@Nullable Registration register(NetworkMonitor network) {
    try {
      return network.register(this);
    } catch (Throwable t) { // Kotlin throws what it does not declare
      SessionParts.LOG.error("The network monitor threw; the socket goes on without it", t);
      return null;
    }
  }

  ReadyState readyState() {
    return state.readyState;
  }

  /** The connection that sends go to, or null. */
  @Nullable
  Connection current() {
    return current;
  }

  boolean close(int code, String reason) {
    AtomicBoolean began = new AtomicBoolean();
    lock.transition(effects -> {
      Reaction reaction = StateTable.react(state, Input.CLOSE);
      began.set(reaction != Reaction.NOTHING);
      effects.add(events::signal);
      if (reaction == Reaction.FINISH) {
        finishLocally(effects);
      } else if (reaction == Reaction.START_CLOSING) {
        startClosing(code, reason, effects);
      }
    });
    return began.get();
  }

  void cancel() {
    lock.transition(effects -> {
      events.dropMessages();
      if (StateTable.react(state, Input.CANCEL) == Reaction.FINISH) {
        finishLocally(effects);
      }
      effects.add(events::signal);
    });
  }

  void reconnectNow() {
    lock.transition(effects -> hurry(Input.RECONNECT_NOW, effects));
  }

  void networkChanged() {
    lock.transition(effects -> hurry(Input.NETWORK_CHANGED, effects));
  }

  void markHealthy() {
    lock.transition(effects -> healthy = state == State.OPEN);
  }

  /** Nanoseconds for which the current connection has been open; 0 if there is none. */
  long uptimeNanos() {
    Long uptime = lock.look(() -> current == null ? null : timers.now() - openedAt);
    return uptime == null ? 0 : uptime;
  }

  // ---- what the network monitor says

  @Override
  public void onAvailable() {
    lock.transition(effects -> {
      if (offline) {
        offline = false;
        hurry(Input.ONLINE, effects);
        rotateIfDue(effects);
      }
    });
  }

  @Override
  public void onLost() {
    lock.transition(effects -> {
      offline = true;
      giveUpSuccessor("there is no network", effects);
      hurry(Input.OFFLINE, effects);
    });
  }

  @Override
  public void onChanged() {
    networkChanged();
  }

  private void hurry(Input input, Effects effects) {
    switch (StateTable.react(state, input)) {
      case DIAL:
        dialIfWanted(effects);
        break;
      case REDIAL:
        dialling.redial(effects);
        break;
      case PROBE:
        effects.add(pulse::probe);
        break;
      case HOLD:
        cancelTimer();
        break;
      case ABANDON_AND_HOLD:
        abandonAndHold(effects);
        break;
      default:
        break;
    }
  }

  // ---- an attempt

  /** The wait is over: dials, unless there is no network, or the listener has not even heard of the last attempts. */
  private void dialIfWanted(Effects effects) {
    held = !offline && events.isBehind(this::caughtUp);
    if (held) {
      cancelTimer();
      journal.held(effects);
    } else if (!offline) {
      dial(effects);
    }
  }

  /** On an I/O thread: delivery goes on whatever becomes of the dial. */
  private void caughtUp() {
    parts.onIoThread(() -> lock.transition(effects -> {
      if (held && state == State.WAITING) {
        dialIfWanted(effects);
      }
      rotateIfDue(effects);
    }));
  }

  private void dial(Effects effects) {
    cancelTimer();
    state = State.CONNECTING;
    dialling.start(nextPlan(), effects);
  }

  private AttemptPlan nextPlan() {
    attempts++;
    attemptsSinceOpen++;
    HttpUrl url = options.urls.get(urlIndex);
    return new AttemptPlan(attempts, attemptsSinceOpen, connectionNumber + 1, url, lastClose);
  }

  private void abandonAndHold(Effects effects) {
    Connection dialled = dialling.connection();
    dialling.giveUp(effects);
    state = State.WAITING;
    if (dialled != null) {
      Retries.Decision hold = new Retries.Decision(true, -1, "waiting for the network");
      addClose(
          dialled,
          Events.close(dialled.plan(), false, End.of(Initiator.TRANSPORT, null), hold),
          effects);
      effects.add(events::signal);
    }
  }

  @Override
  public void prepared(Connection connection, String hostAndPort) {
    dialling.prepared(connection, hostAndPort);
  }

  @Override
  public void released(Connection connection) {
    dialling.released(connection);
  }

  @Override
  public void overdue(Connection connection, WebSocketException error, Effects effects) {
    End end = End.of(Initiator.TRANSPORT, error);
    effects.add(() -> parts.onIoThread(() -> ended(connection, end, true)));
  }

  // ---- an open connection

  @Override
  public boolean opened(Connection connection, Opened opened) {
    AtomicBoolean wanted = new AtomicBoolean();
    lock.transition(effects -> {
      if (dialling.expects(connection)) {
        dialling.leave(effects);
        openUp(connection, opened, effects);
        wanted.set(true);
      }
    });
    events.signalFromReader();
    return wanted.get();
  }

  private void openUp(Connection connection, Opened opened, Effects effects) {
    Connection replaced = current;
    if (replaced == null) {
      StateTable.react(state, Input.OPENED);
    } else {
      retries.lasted(timers.now() - openedAt, healthy);
      drain(replaced);
    }
    long now = timers.now();
    OpenEvent event = Events.open(connection.plan(), opened, replaced != null, now - downSince);
    int number = event.connectionNumber();
    connectionNumber = number;
    state = State.OPEN;
    current = connection;
    farewell = null;
    openedAt = now;
    healthy = false;
    attemptsSinceOpen = 0;
    retries.opened();
    journal.opened(event, effects);
    queue.open(number);
    ScheduledFuture<?> gate =
        timers.schedule(options.openCallbackTimeoutNanos, () -> ungate(connection));
    Runnable returned = () -> {
      queue.endOpening();
      gate.cancel(false);
      ungate(connection);
    };
    events.addOpen(connection, notifier.open(event, () -> queue.beginOpening(number), returned));
    pulse.start(connection);
    rotor.opened();
  }

  private void ungate(Connection connection) {
    if (queue.ungate(connection.connectionNumber())) {
      connection.wakeWriter();
    }
  }

  @Override
  public void pingWritten(Connection connection) {
    pulse.pingWritten(connection);
  }

  @Override
  public void closing(Connection connection, End end) {
    RetryContext context = lock.look(() -> {
      if (connection == current) {
        farewell = end;
      }
      return connection == current && state == State.OPEN ? record(connection, end) : null;
    });
    if (context == null) {
      return;
    }
    Retries.Decision decision = Retries.decide(options, context);
    lock.transition(effects -> {
      deciding = null;
      if (connection == current
          && StateTable.react(state, Input.PEER_CLOSE) == Reaction.PEER_CLOSES) {
        decided = decision;
        state = decision.retry ? State.ENDING : State.CLOSING;
        if (!decision.retry) {
          queue.stopAccepting();
        }
        queue.connectionClosing(connection.connectionNumber());
        goodbye(effects);
      }
    });
  }

  private void startClosing(int code, String reason, Effects effects) {
    closingLocally = true;
    state = State.CLOSING;
    queue.stopAccepting();
    events.discardNewMessages();
    goodbye(effects);
    Connection connection = Objects.requireNonNull(current, "there is one to close");
    effects.add(() -> connection.close(code, reason));
  }

  /** A closing handshake is under way: no more heartbeat, no rotation, and a deadline. */
  private void goodbye(Effects effects) {
    pulse.stop();
    rotor.stop();
    giveUpSuccessor("the connection it was to replace is ending", effects);
    arm(options.closeTimeoutNanos);
  }

  // ---- the end of a connection

  @Override
  public void ended(Connection connection, End end) {
    ended(connection, end, false);
  }

  /** @param forced it did not report its end itself, and its thread may still be inside */
  private void ended(Connection connection, End end, boolean forced) {
    AtomicBoolean isOurs = new AtomicBoolean();
    RetryContext context = lock.look(() -> {
      // a policy that does not return must not keep close() from ending
      boolean decidable = deciding != connection || closingLocally;
      isOurs.set(isLive(connection) && decidable && (forced || !dialling.isOverdue(connection)));
      boolean open = decided == null && state != State.CLOSING && connection != draining;
      return isOurs.get() && open ? record(connection, end) : null;
    });
    if (!isOurs.get()) {
      return;
    }
    Retries.Decision fresh = context == null ? null : Retries.decide(options, context);
    lock.transition(effects -> {
      if (deciding == connection) {
        deciding = null;
      }
      if (isLive(connection)) {
        settle(connection, end, fresh, forced, effects);
      }
    });
    events.signalFromReader();
  }

  private boolean isLive(Connection connection) {
    return connection == current || connection == draining || dialling.is(connection);
  }

  /** Notes an end, and what the policy needs to know of it; until the decision is in, nobody else decides on it. */
  private RetryContext record(Connection connection, End end) {
    deciding = connection;
    long now = timers.now();
    boolean wasOpen = connection == current;
    boolean isSuccessor = !wasOpen && current != null;
    if (isSuccessor) {
      retries.lasted(now - openedAt, healthy);
    }
    return retries.record(end, now, wasOpen ? now - openedAt : -1, wasOpen && healthy, isSuccessor);
  }

  private void settle(
      Connection connection,
      End reported,
      Retries.@Nullable Decision fresh,
      boolean forced,
      Effects effects) {
    End end = forced && connection == current && farewell != null
        ? farewell.endedBy(connection.hasWrittenClose())
        : reported;
    boolean wasDialled = dialling.is(connection);
    if (forced && (!wasDialled || dialling.isStarted())) {
      dialling.abandon(connection, effects);
    }
    if (connection == draining) {
      draining = null;
      rotor.overlapOver();
      Connection successor = current;
      if (queue.connectionEnded(connection.connectionNumber()) && successor != null) {
        effects.add(successor::wakeWriter);
      }
      addClose(connection, Events.replaced(connection.plan(), end, connectionNumber), effects);
      rotateIfDue(effects);
      return;
    }
    if (wasDialled) {
      dialling.leave(effects);
      urlIndex = (urlIndex + 1) % options.urls.size();
    }
    Retries.Decision decision = decision(fresh);
    if (wasDialled && current != null) {
      successorFailed(connection, end, decision, effects);
      return;
    }
    Reaction reaction =
        StateTable.react(state, decision.retry ? Input.ENDED_RETRY : Input.ENDED_FINAL);
    End told =
        closingLocally ? new End(Initiator.LOCAL, end.code, end.reason, end.wasClean, null) : end;
    CloseEvent event = Events.close(connection.plan(), connection == current, told, decision);
    if (reaction == Reaction.FINISH) {
      // before the error: nothing may come between that and its onClose
      giveUpSuccessor("the socket has ended", effects);
      endReplaced(effects);
    }
    if (connection == current) {
      leave(connection);
    }
    if (told.error != null) {
      events.add(notifier.error(event.connectionNumber(), told.error));
    }
    if (reaction == Reaction.WAIT) {
      addClose(connection, event, effects);
      await(decision);
    } else {
      finish(connection, event, effects);
    }
  }

  private Retries.Decision decision(Retries.@Nullable Decision fresh) {
    if (closingLocally) {
      return Retries.Decision.end("closed locally");
    }
    Retries.Decision decision =
        Objects.requireNonNull(decided != null ? decided : fresh, "nobody has decided");
    if (decision.retry && dialling.isUnderWay()) {
      return new Retries.Decision(true, 0, decision.reason + "; its successor is being dialled");
    }
    return offline && decision.retry
        ? new Retries.Decision(true, -1, decision.reason + "; waiting for the network")
        : decision;
  }

  private void await(Retries.Decision decision) {
    if (dialling.isUnderWay()) {
      // rotation: its successor was being dialled already, and that is the next attempt
      state = State.CONNECTING;
    } else {
      state = State.WAITING;
      if (decision.delayNanos >= 0) {
        arm(decision.delayNanos);
      }
    }
  }

  /** The current connection is no more. */
  private void leave(Connection connection) {
    current = null;
    decided = null;
    farewell = null;
    downSince = timers.now();
    cancelTimer();
    pulse.stop();
    rotor.stop();
    queue.connectionEnded(connection.connectionNumber());
  }

  private void addClose(Connection connection, CloseEvent event, Effects effects) {
    lastClose = event;
    journal.closed(connection, event, effects);
    events.addEnd(connection, notifier.close(event), false);
  }

  /** close() or cancel() where there is no time or nobody to say goodbye to. */
  private void finishLocally(Effects effects) {
    closingLocally = true;
    Connection open = current;
    Connection last = open != null ? open : dialling.connection();
    AttemptPlan plan = last == null ? null : last.plan();
    CloseEvent event = Events.close(
        plan, open != null, End.of(Initiator.LOCAL, null), Retries.Decision.end("closed locally"));
    giveUpSuccessor("the socket was closed", effects);
    dialling.giveUp(effects);
    if (open != null) {
      leave(open);
      effects.add(open::abandon);
    }
    finish(last, event, effects);
  }

  private void finish(@Nullable Connection connection, CloseEvent event, Effects effects) {
    state = State.CLOSED;
    cancelTimer();
    endReplaced(effects);
    queue.end();
    parts.outboxClock.stop();
    journal.closed(connection, event, effects);
    ScheduledFuture<?> patience = timers.schedule(options.closeDeliveryTimeoutNanos, () -> {
      events.dropMessages();
      parts.onIoThread(events::signal);
    });
    events.addEnd(connection, notifier.lastClose(event, () -> patience.cancel(false)), true);
    if (monitor != null) {
      effects.add(monitor::unregister);
    }
  }

  /** The connection that overlaps with its successor ends with the socket. */
  private void endReplaced(Effects effects) {
    Connection old = draining;
    if (old != null) {
      draining = null;
      rotor.overlapOver();
      effects.add(old::abandon);
      addClose(
          old,
          Events.replaced(old.plan(), End.of(Initiator.LOCAL, null), connectionNumber),
          effects);
    }
  }

  /** Cuts a connection; its reader reports the end, or we do if user code keeps the reader. */
  private void cut(Connection connection, End cause) {
    // its end may have been reported already, and be with the user's policy: nothing more will come
    boolean reported = Boolean.TRUE.equals(lock.look(() -> deciding == connection));
    timers.after(
        reported ? 0 : BACKSTOP_NANOS,
        () -> parts.onIoThread(() -> ended(connection, cause, true)));
    connection.cut(cause);
  }

  // ---- rotation: make before break

  private void rotate() {
    parts.checkClock();
    lock.transition(effects -> {
      rotor.due();
      rotateIfDue(effects);
    });
  }

  private void rotateIfDue(Effects effects) {
    boolean free = state == State.OPEN && !dialling.isUnderWay() && draining == null && !offline;
    if (free && rotor.takeDue()) {
      if (events.isBehind(this::caughtUp)) {
        rotor.due();
      } else {
        dialling.start(nextPlan(), effects);
      }
    }
  }

  /** The attempt to replace the connection, if there is one, ends with it or before it. */
  private void giveUpSuccessor(String why, Effects effects) {
    Connection successor = dialling.connection();
    if (current != null && successor != null) {
      dialling.giveUp(effects);
      rotor.due();
      Retries.Decision given = new Retries.Decision(true, -1, "given up: " + why);
      addClose(
          successor,
          Events.close(successor.plan(), false, End.of(Initiator.LOCAL, null), given),
          effects);
      effects.add(events::signal);
    }
  }

  private void drain(Connection replaced) {
    draining = replaced;
    rotor.overlapThen(() -> {
      replaced.close(CloseCode.NORMAL, "");
      timers.after(options.closeTimeoutNanos, () -> cut(replaced, End.of(Initiator.LOCAL, null)));
    });
  }

  /** The old connection stays; the policy says when to try again. */
  private void successorFailed(
      Connection connection, End end, Retries.Decision decision, Effects effects) {
    long delay = rotor.failed(decision);
    Retries.Decision stay =
        new Retries.Decision(true, delay, "the old connection stays; " + decision.reason);
    if (end.error != null) {
      events.add(notifier.error(0, end.error));
    }
    addClose(connection, Events.close(connection.plan(), false, end, stay), effects);
  }

  // ---- time

  private void arm(long delayNanos) {
    cancelTimer();
    ScheduledFuture<?>[] self = new ScheduledFuture<?>[1];
    self[0] =
        timers.schedule(delayNanos, () -> lock.transition(effects -> timerFired(self[0], effects)));
    timer = self[0];
  }

  private void timerFired(ScheduledFuture<?> fired, Effects effects) {
    if (timer != fired) {
      return; // replaced or stopped while it was on its way
    }
    if (StateTable.react(state, Input.TIMER) == Reaction.DIAL) {
      dialIfWanted(effects);
    } else { // a closing handshake takes too long
      Connection connection = Objects.requireNonNull(current, "there is one to cut");
      effects.add(() -> cut(connection, End.of(Initiator.LOCAL, null)));
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
