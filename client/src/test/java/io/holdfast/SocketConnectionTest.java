/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent.Initiator;
import io.holdfast.Connection.End;
import io.holdfast.internal.okhttp.Dialer;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** One attempt by itself: what it reports, and that whoever cuts it, at whatever moment, is heard. */
class SocketConnectionTest {
  /** Runs in the clock's next reading. */
  private Runnable atNextReading;

  private final VirtualTime time = new VirtualTime();
  private final Clock clock = new Clock() {
    @Override
    public long nanoTime() {
      Runnable hook = atNextReading;
      atNextReading = null;
      if (hook != null) {
        hook.run();
      }
      return time.nanoTime();
    }

    @Override
    public long currentTimeMillis() {
      return time.currentTimeMillis();
    }
  };
  private final Peer peer = new Peer();
  private final AtomicInteger dials = new AtomicInteger();
  private Runnable beforeTheDial = () -> {};
  private Runnable beforeTheAnswer = () -> {};
  private final OwnerLog owner = new OwnerLog();
  private Rig rig;
  private final SocketConnection connection = connection();

  private SocketConnection connection() {
    OkHttpClient okHttp = new OkHttpClient.Builder()
        .eventListenerFactory(call -> {
          beforeTheDial.run();
          return EventListener.NONE;
        })
        .addInterceptor(this::answer)
        .build();
    rig = new Rig(
        time, builder -> builder.clock(clock).perMessageDeflate(PerMessageDeflate.disabled()));
    rig.start();
    return new SocketConnection(rig.parts, new Dialer(okHttp), owner, rig.last().plan);
  }

  private Response answer(Interceptor.Chain chain) {
    dials.incrementAndGet();
    beforeTheAnswer.run();
    return peer.switching(chain).build();
  }

  private void cut() {
    connection.cut(End.of(Initiator.HEARTBEAT, null));
  }

  private void startAndDial() {
    connection.start();
    connection.dial();
  }

  // ---- an ordinary life

  @Test
  void itIsPreparedDialledOpenedAndEnded() {
    peer.fin();
    startAndDial();
    assertThat(owner.log)
        .containsExactly("prepared one.example:80", "opened", "ended TRANSPORT 1006");
    assertThat(peer.next()).isEqualTo(Peer.CUT);
  }

  @Test
  void itKnowsWhetherItsCloseWasWritten() {
    peer.send(Peer.closing(CloseCode.GOING_AWAY));
    peer.fin();
    assertThat(connection.hasWrittenClose()).isFalse();
    startAndDial();
    assertThat(connection.hasWrittenClose()).isTrue();
    assertThat(owner.end.wasClean).isTrue();
  }

  /** The socket of a user's interceptor may do what it likes when it is cut. */
  @Test
  void oneThatCannotBeClosedEndsAllTheSame() {
    peer.fin();
    peer.onCancel = () -> {
      throw new IllegalStateException("thrown by the test");
    };
    startAndDial();
    assertThat(owner.log).endsWith("ended TRANSPORT 1006");
  }

  /** A thread that was stuck may come out when so many attempts were made meanwhile that its own is forgotten. */
  @Test
  void itOpensThoughTheLogHasForgottenItsAttempt() {
    for (int i = 0; i < 40; i++) {
      rig.last().lost();
      rig.afterDelay();
    }
    peer.fin();
    startAndDial();
    assertThat(owner.log).contains("opened");
    assertThat(rig.ws.statistics().recentAttempts())
        .extracting(AttemptRecord::number)
        .doesNotContain(connection.plan().number);
  }

  @Test
  void oneThatNobodyWantsAnyMoreIsClosed() {
    owner.wants = false;
    startAndDial();
    assertThat(owner.log).containsExactly("prepared one.example:80", "opened", "ended LOCAL");
    assertThat(peer.next()).isEqualTo(Peer.CUT);
  }

  @Test
  void oneThatIsDialledBeforeItIsPreparedIsABugAndLost() {
    connection.dial();
    assertThat(owner.log).containsExactly("ended TRANSPORT 1006");
    assertThat(owner.end.error).hasMessageContaining("please report");
    assertThat(dials).hasValue(0);
  }

  @Test
  void beforeItIsOpenNothingCanBeWrittenAndNothingBreaks() {
    connection.ping(new byte[1]);
    connection.pong(new byte[1]);
    connection.wakeWriter();
    connection.sent();
    connection.close(CloseCode.NORMAL, "");
    assertThat(connection.sendBufferSize()).isZero();
    assertThat(connection.isCut()).isFalse();
    assertThat(owner.log).isEmpty();
  }

  // ---- cut, at every place where it may be inside

  @Test
  void cutBeforeItStartsItNeverStarts() {
    cut();
    connection.start();
    connection.dial();
    assertThat(owner.log).isEmpty();
    assertThat(dials).hasValue(0);
  }

  @Test
  void cutAtTheGateItIsNotDialled() {
    connection.start();
    cut();
    connection.dial();
    assertThat(owner.log).containsExactly("prepared one.example:80");
    assertThat(dials).hasValue(0);
  }

  @Test
  void cutJustBeforeTheDialNothingIsSent() {
    beforeTheDial = this::cut;
    startAndDial();
    assertThat(owner.log).containsExactly("prepared one.example:80", "ended HEARTBEAT 1006");
    assertThat(dials).hasValue(0);
  }

  @Test
  void cutDuringTheHandshakeTheAnswerIsNotUsed() {
    beforeTheAnswer = this::cut;
    startAndDial();
    assertThat(owner.log).containsExactly("prepared one.example:80", "ended HEARTBEAT 1006");
  }

  @Test
  void cutJustAfterTheHandshakeItIsNotOpened() {
    beforeTheAnswer = () -> atNextReading = this::cut;
    startAndDial();
    assertThat(owner.log).containsExactly("prepared one.example:80", "ended HEARTBEAT 1006");
    assertThat(peer.next()).isEqualTo(Peer.CUT);
  }

  @Test
  void theFirstCauseStands() {
    connection.start();
    beforeTheAnswer = () -> {
      cut();
      connection.cut(End.of(Initiator.LOCAL, null));
    };
    connection.dial();
    assertThat(owner.end.initiator).isEqualTo(Initiator.HEARTBEAT);
  }

  // ---- abandoned: only that the thread is out is reported, once

  @Test
  void abandonedBeforeItStartsItIsReleasedAtOnce() {
    connection.abandon();
    connection.abandon();
    connection.start();
    connection.dial();
    assertThat(owner.log).containsExactly("released");
  }

  @Test
  void abandonedInsideItIsReleasedWhenTheThreadIsOut() {
    beforeTheAnswer = () -> {
      connection.abandon();
      assertThat(owner.log).doesNotContain("released");
      connection.abandon();
    };
    startAndDial();
    assertThat(owner.log).containsExactly("prepared one.example:80", "released");
  }

  @Test
  void abandonedAfterItsEndItIsReleased() {
    peer.fin();
    startAndDial();
    connection.abandon();
    assertThat(owner.log).endsWith("ended TRANSPORT 1006", "released");
  }

  @Test
  void abandonedWhileItReportsThatItIsPreparedItIsReleasedAndNotDialled() {
    owner.onPrepared = connection::abandon;
    startAndDial();
    assertThat(owner.log).containsExactly("prepared one.example:80", "released");
    assertThat(dials).hasValue(0);
  }
}
