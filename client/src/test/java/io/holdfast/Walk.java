/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One socket to which anything happens that can happen, in an order that a seed decides. */
final class Walk {
  private static final int UNDELIVERED = 100;

  final Rig rig;
  int inputs;
  private final Random random;
  private final boolean rotates;
  private final boolean manualDemand;
  private final boolean ends;
  private NetworkMonitor.Callback network;

  private final List<Recorder.Sent> accepted = new ArrayList<>();
  private final Set<FakeConnection> opened = new HashSet<>();
  private final Set<FakeConnection> closing = new HashSet<>();
  private final Set<FakeConnection> ended = new HashSet<>();
  private final Set<FakeConnection> preparedOnce = new HashSet<>();
  private final List<String> steps = new ArrayList<>();
  private int received;
  private int dialsWhenClosed = -1;

  Walk(long seed) {
    random = new Random(seed);
    rotates = random.nextBoolean();
    manualDemand = random.nextInt(3) == 0;
    ends = random.nextInt(4) != 0;
    long origin = random.nextBoolean() ? Long.MAX_VALUE - SECONDS.toNanos(100) : random.nextLong();
    rig = new Rig(new VirtualTime(origin), builder -> {
      builder
          .heartbeat(random.nextBoolean() ? Heartbeat.ping(30, 10, SECONDS) : Heartbeat.none())
          .reconnect(Backoff.fullJitter(1, 10, SECONDS))
          .random(new Random(seed))
          .retryIf(context -> random.nextInt(40) != 0)
          .stableAfter(5, SECONDS)
          .connectGate(ConnectGate.of(1))
          .networkMonitor(callback -> {
            network = callback;
            return () -> {};
          });
      if (random.nextBoolean()) {
        builder.outbox(Outbox.keep(20, 200, 20, SECONDS)
            .overflow(random.nextBoolean() ? Outbox.Overflow.REJECT : Outbox.Overflow.DROP_OLDEST));
      }
      if (rotates) {
        builder.rotation(Rotation.every(40, SECONDS).overlap(3, SECONDS));
      }
      return manualDemand ? builder.manualDemand() : builder;
    });
    rig.recorder.onOpen = (ws, event) -> sendInside();
    rig.recorder.onClose = (ws, event) -> sendInside();
    rig.start();
  }

  private void sendInside() {
    if (random.nextInt(4) == 0) {
      send();
    }
  }

  private void send() {
    Recorder.Sent sent = rig.recorder.sent(rig.ws, "sent");
    if (rig.ws.send("0123456789".substring(random.nextInt(10)), sent)) {
      accepted.add(sent);
    }
  }

  /** One input, whatever it is. */
  void step() {
    inputs++;
    FakeConnection one =
        rig.made.get(rig.made.size() - 1 - random.nextInt(Math.min(3, rig.made.size())));
    int what = random.nextInt(100);
    steps.add(what + " " + one);
    if (what < 50) {
      connection(one, what);
    } else if (what < 75) {
      time(what);
    } else {
      user(what);
    }
    check();
  }

  private boolean isInside(FakeConnection one) {
    return !ended.contains(one) && (!one.abandoned || one.stuck) && one.asked.contains("start");
  }

  private void connection(FakeConnection one, int what) {
    if (!isInside(one)) {
      return;
    }
    if (one.abandoned) {
      ended.add(one);
      if (what < 20 && one.isDialled() && !opened.contains(one)) {
        assertThat(one.opened())
            .as("an abandoned dial that succeeds is not wanted")
            .isFalse();
      }
      one.released();
    } else if (!one.isDialled()) {
      if (what < 35 && preparedOnce.add(one)) {
        one.prepared();
      } else if (what > 45 && !preparedOnce.contains(one)) {
        end(one);
      }
    } else if (!opened.contains(one)) {
      if (what < 35) {
        open(one);
      } else if (what < 45) {
        end(one);
      } else {
        one.stuck = true;
      }
    } else {
      live(one, what);
    }
  }

  private void open(FakeConnection one) {
    if (one.opened()) {
      opened.add(one);
    } else {
      ended.add(one);
      one.stuck = false;
      one.ended(Connection.End.of(CloseEvent.Initiator.LOCAL, null));
    }
  }

  private void live(FakeConnection one, int what) {
    boolean farewell = closing.contains(one);
    if (what < 10) {
      one.writes();
    } else if (what < 20 && !farewell && received - delivered() < UNDELIVERED) {
      received += 2;
      one.receives("a", "b");
    } else if (what < 30 && !one.pings.isEmpty() && !farewell) {
      one.pingWritten();
      one.pong();
    } else if (what < 33) {
      SendQueue.Batch unused = one.take(); // begun, and not finished
    } else if (what < 37) {
      if (closing.add(one)) {
        one.peerCloses(random.nextBoolean() ? CloseCode.GOING_AWAY : CloseCode.NORMAL);
      }
    } else if (what < 40) {
      end(one);
    } else if (what == 40) {
      one.stuck = true;
    } else if (what < 44) {
      one.byteIn();
    }
  }

  private long delivered() {
    return rig.recorder.messages.size() + rig.ws.statistics().undeliveredDropped();
  }

  private void end(FakeConnection one) {
    ended.add(one);
    one.stuck = false; // its thread is out
    if (one.cutCause != null) {
      one.endedAsCut();
    } else if (closing.contains(one)) {
      one.endedCleanly(CloseCode.GOING_AWAY);
    } else if (opened.contains(one) || random.nextBoolean()) {
      one.lost();
    } else {
      one.rejected(503, "Retry-After", "3");
    }
  }

  private void time(int what) {
    if (what < 60) {
      if (rig.time.nextDelay(HOURS) < 1) { // not to the end of time
        rig.time.advanceToNext();
      }
    } else if (what < 70) {
      rig.millis(random.nextInt(2000));
    } else if (what < 73) {
      rig.seconds(random.nextInt(20));
    } else {
      rig.time.jump(random.nextInt(10), SECONDS);
    }
  }

  private void user(int what) {
    if (what < 80) {
      send();
    } else if (what < 83) {
      rig.ws.request(1 + random.nextInt(3));
    } else if (what < 85) {
      rig.ws.reconnectNow();
    } else if (what < 87) {
      network.onChanged();
    } else if (what < 89) {
      network.onLost();
    } else if (what < 92) {
      network.onAvailable();
    } else if (what == 92) {
      rig.ws.markHealthy();
    } else if (what < 95) {
      hold(rig.callbacks, true);
    } else if (what < 97) {
      hold(rig.callbacks, false);
    } else if (what == 97) {
      hold(rig.io, !rig.io.holds);
    } else if (ends && random.nextInt(30) == 0) {
      if (random.nextBoolean()) {
        rig.ws.cancel();
      } else {
        rig.ws.close();
      }
      if (dialsWhenClosed < 0) {
        dialsWhenClosed = dials();
      }
    }
  }

  private static void hold(Rig.Holding executor, boolean holds) {
    executor.holds = holds;
    if (!holds) {
      executor.runAll();
    }
  }

  private int dials() {
    int dials = rig.made.size();
    for (FakeConnection connection : rig.made) {
      dials += connection.asked.contains("start") ? 1 : 0;
      dials += connection.isDialled() ? 1 : 0;
    }
    return dials;
  }

  private void check() {
    int dialling = 0;
    int open = 0;
    for (FakeConnection connection : rig.made) {
      boolean gone = connection.abandoned || ended.contains(connection);
      if (!gone && opened.contains(connection)) {
        open++;
      } else if (!gone && connection.asked.contains("start")) {
        dialling++;
      }
    }
    if (dialling > 1 || open > 2 || (!rotates && open + dialling > 1)) {
      fail(dialling + " dials and " + open + " open connections at a time");
    }
    if (dialsWhenClosed >= 0 && dials() != dialsWhenClosed) {
      fail("it dials after close() or cancel()");
    }
    if (!rig.recorder.violations.isEmpty()) {
      fail(rig.recorder.violations.toString());
    }
  }

  private void fail(String what) {
    throw new AssertionError(
        what + "; last steps " + steps.subList(Math.max(0, steps.size() - 25), steps.size())
            + "; events " + rig.recorder.log);
  }

  /** Everything works from now on: the socket must open, unless it has ended. Then it is closed. */
  void end() {
    hold(rig.io, false);
    hold(rig.callbacks, false);
    network.onAvailable();
    boolean mustOpen =
        dialsWhenClosed < 0 && !rig.isClosed() && rig.ws.readyState() != ReadyState.CLOSING;
    rig.ws.request(Long.MAX_VALUE);
    for (int i = 0; i < 200 && !(isOpen() && settled()); i++) {
      helpOn();
      rig.time.advance(500, MILLISECONDS);
      check();
    }
    boolean closedMeanwhile = rig.isClosed();
    if (mustOpen && !closedMeanwhile && !isOpen()) {
      fail("stuck in " + rig.ws.readyState());
    }
    rig.ws.close();
    rig.seconds(6);
    rig.time.advance(1, HOURS);
    if (!rig.isClosed() || !rig.recorder.isTerminated()) {
      fail("not closed in time");
    }
    int unanswered = 0;
    for (Recorder.Sent sent : accepted) {
      unanswered += sent.outcomes.size() == 1 ? 0 : 1;
    }
    if (unanswered > 0) {
      fail(unanswered + " send callbacks were not completed exactly once");
    }
    long told =
        rig.recorder.closes.stream().filter(close -> close.attempt() > 0).count();
    if (told != rig.ws.statistics().attempts()) {
      fail(rig.ws.statistics().attempts() + " attempts had " + told + " onClose");
    }
    if (rig.recorder.opens.size() != opened.size()) {
      fail("not every connection had its onOpen");
    }
    if (rig.time.pending() != 0) {
      fail(rig.time.pending() + " timers left behind");
    }
    if (received != delivered()) {
      fail(received + " messages received, " + delivered() + " delivered or counted as dropped");
    }
    check();
  }

  private boolean isOpen() {
    return rig.ws.readyState() == ReadyState.OPEN || rig.isClosed();
  }

  private boolean settled() {
    return rig.made.stream().noneMatch(connection -> connection.stuck && connection.abandoned);
  }

  private void helpOn() {
    for (FakeConnection one : List.copyOf(rig.made)) {
      if (isInside(one) && one.abandoned) {
        ended.add(one);
        one.released();
      } else if (isInside(one) && (one.cutCause != null || closing.contains(one))) {
        end(one);
      } else if (isInside(one) && one.isDialled() && !opened.contains(one)) {
        open(one);
      } else if (isInside(one) && preparedOnce.add(one)) {
        one.prepared();
      }
    }
  }
}
