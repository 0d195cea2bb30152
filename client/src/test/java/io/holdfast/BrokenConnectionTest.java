/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static io.holdfast.SendCallback.Outcome.NEVER_SENT;
import static io.holdfast.SendCallback.Outcome.UNKNOWN;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseEvent.Initiator;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import okhttp3.Interceptor;
import okhttp3.Response;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, Errors: whatever breaks a connection costs the connection and not the socket, and is told once. */
class BrokenConnectionTest {
  private final Wired wired = new Wired(builder -> builder);

  @SuppressWarnings("unchecked")
  static <T extends Throwable> T sneaky(Throwable t) throws T {
    throw (T) t;
  }

  private static RuntimeException undeclared(Throwable t) throws IOException {
    throw BrokenConnectionTest.<RuntimeException>sneaky(t);
  }

  /** After what broke it the socket reconnects and works. */
  private void assertReconnects(String... told) {
    wired.awaitLog(told);
    assertThat(wired.recorder.lastClose().willReconnect()).isTrue();
    wired.time.advance(Wired.DELAY_MILLIS, MILLISECONDS);
    Peer next = wired.accept();
    wired.server = chain -> null;
    Wired.await("onOpen").until(() -> wired.recorder.log.size() > told.length);
    next.send("after that");
    Wired.await("a message").until(() -> wired.recorder.messages.contains("after that"));
    wired.close();
  }

  // ---- writing

  /** The peer's answer to our 1011 is not why the connection ended. */
  @Test
  void aSourceThatFailsInMidMessageIsTheCauseWhateverThePeerAnswers() {
    Peer peer = wired.open();
    IOException cause = new IOException("thrown by the test");
    Source source = new ForwardingSource(new Buffer().write(new byte[SourcePump.PIECE_BYTES])) {
      @Override
      public long read(Buffer into, long count) throws IOException {
        long n = super.read(into, count);
        if (n < 0) {
          throw cause;
        }
        return n;
      }
    };
    assertThat(wired.ws.send(MessageSource.binary(source), null)).isTrue();
    peer.finish(CloseCode.INTERNAL_ERROR);
    assertReconnects("open #1", "error WebSocketException", "close 1006 TRANSPORT");
    assertThat(wired.recorder.errors.get(0)).hasCause(cause);
  }

  static Stream<Throwable> whatAForeignSinkMayThrow() {
    return Stream.of(
        new IOException("reset"),
        new IllegalStateException("closed"),
        new NoClassDefFoundError("an Error"),
        new Exception("undeclared"));
  }

  @ParameterizedTest
  @MethodSource("whatAForeignSinkMayThrow")
  void aWriteThatThrowsWhateverItIsCostsTheConnectionOnly(Throwable thrown) {
    Peer peer = wired.open();
    peer.onWrite = () -> {
      throw undeclared(thrown);
    };
    Recorder.Sent sent = wired.recorder.sent(wired.ws, "sent");
    assertThat(wired.ws.send("a", sent)).isTrue();
    wired.awaitTimers(1); // the reader may still find out why
    wired.time.advance(999, MILLISECONDS);
    assertThat(wired.recorder.log).containsExactly("open #1");
    wired.time.advance(1, MILLISECONDS);
    wired.awaitLog("open #1", "sent=UNKNOWN", "error WebSocketException", "close 1006 TRANSPORT");
    assertThat(sent.outcomes).containsExactly(UNKNOWN);
    assertReconnects("open #1", "sent=UNKNOWN", "error WebSocketException", "close 1006 TRANSPORT");
  }

  /** The peer's last words: a Close that it sent before it broke the connection is the cause, not our failed write. */
  @Test
  void aWriteThatFailsLeavesTheReaderTimeToFindThePeersClose() {
    Peer peer = wired.open();
    peer.onWrite = () -> {
      throw new IOException("broken pipe");
    };
    assertThat(wired.ws.send("a")).isTrue();
    wired.awaitTimers(1);
    peer.send(Peer.closing(CloseCode.GOING_AWAY));
    peer.fin();
    wired.awaitLog("open #1", "close 1001 REMOTE");
    assertThat(wired.recorder.lastClose().wasClean())
        .as("our Close could not be written")
        .isFalse();
    wired.close();
  }

  // ---- reading

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anEndOfStreamIsALostConnection(boolean inMessage) {
    Peer peer = wired.open();
    if (inMessage) {
      peer.send(new byte[] {(byte) 0x81, 5, 'a'});
    }
    peer.fin();
    wired.awaitLog("open #1", "error WebSocketException", "close 1006 TRANSPORT");
    WebSocketException error = wired.recorder.errors.get(0);
    assertThat(error).hasCauseInstanceOf(EOFException.class);
    assertThat(error.getMessage().contains("in the middle of a message")).isEqualTo(inMessage);
    assertReconnects("open #1", "error WebSocketException", "close 1006 TRANSPORT");
  }

  @Test
  void aResetIsALostConnection() {
    wired.open().reset();
    assertReconnects("open #1", "error WebSocketException", "close 1006 TRANSPORT");
  }

  // ---- dialling

  static Stream<Throwable> whatOkHttpMayThrow() {
    return Stream.of(
        new IOException("no route"),
        new StackOverflowError("in an interceptor"),
        new IllegalStateException("in an interceptor"),
        new TimeoutException("undeclared, as Kotlin throws it"));
  }

  @ParameterizedTest
  @MethodSource("whatOkHttpMayThrow")
  void aDialThatThrowsIsRetried(Throwable thrown) {
    wired.server = chain -> {
      throw undeclared(thrown);
    };
    wired.start();
    Wired.await("the end").until(() -> wired.recorder.closes.size() == 1);
    assertThat(wired.recorder.errors.get(0)).hasRootCause(thrown);
    wired.server = chain -> null;
    assertReconnects("error WebSocketException", "close 1006 TRANSPORT");
  }

  @Test
  void anAnswerThatComesAfterCloseIsNotUsed() {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    wired.server = chain -> {
      asked.countDown();
      Uninterruptibly.await(answer);
      return null;
    };
    wired.start();
    Uninterruptibly.await(asked);
    wired.ws.close();
    wired.awaitLog("close 1006 LOCAL final");
    answer.countDown();
    wired.close();
    assertThat(wired.recorder.log).containsExactly("close 1006 LOCAL final");
  }

  /** At most one thread: the next attempt waits for the one that is stuck in the user's code. */
  @Test
  void anAttemptWhoseThreadIsStuckIsGivenUpAndTheNextOneBeginsWhenItIsOut() {
    CountDownLatch answer = new CountDownLatch(1);
    Interceptor stuck = chain -> {
      wired.server = next -> null;
      Uninterruptibly.await(answer);
      throw new IOException("Canceled");
    };
    wired.server = stuck;
    wired.start();
    Wired.await("the dial").until(() -> wired.dials.get() == 1);
    wired.seconds(15);
    wired.awaitLog("error WebSocketException", "close 1006 TRANSPORT");
    wired.time.advance(Wired.DELAY_MILLIS, MILLISECONDS);
    assertThat(wired.dials).hasValue(1);
    answer.countDown();
    Peer peer = wired.accept();
    wired.awaitLog("error WebSocketException", "close 1006 TRANSPORT", "open #1");
    peer.send("hello");
    Wired.await("a message").until(() -> wired.recorder.messages.contains("hello"));
    wired.close();
  }

  @Test
  void anAnswerThatIsNoUpgradeIsAHandshakeException() {
    wired.server = chain -> new Response.Builder()
        .request(chain.request())
        .protocol(okhttp3.Protocol.HTTP_1_1)
        .code(404)
        .message("Not Found")
        .body(okhttp3.ResponseBody.create("no", null))
        .build();
    wired.start();
    wired.awaitLog("error HandshakeException", "close 1006 TRANSPORT final");
    assertThat(wired.recorder.lastClose().initiator()).isEqualTo(Initiator.TRANSPORT);
    wired.close();
  }

  // ---- cutting

  @Test
  void cancelWhileAWriteIsBlockedEndsAtOnceAndNobodyStaysInside() {
    Peer peer = wired.open();
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    peer.onWrite = () -> {
      writing.countDown();
      Uninterruptibly.await(blocked);
      throw new IOException("closed");
    };
    Recorder.Sent begun = wired.recorder.sent(wired.ws, "begun");
    Recorder.Sent waiting = wired.recorder.sent(wired.ws, "waiting");
    assertThat(wired.ws.send("a", begun)).isTrue();
    Uninterruptibly.await(writing);
    assertThat(wired.ws.send("b", waiting)).isTrue();
    wired.ws.cancel();
    wired.awaitLog("open #1", "begun=UNKNOWN", "waiting=NEVER_SENT", "close 1006 LOCAL final");
    assertThat(waiting.outcomes).containsExactly(NEVER_SENT);
    blocked.countDown();
    wired.close();
  }

  @Test
  void cancelWakesAReaderThatWaitsForItsListener() {
    Wired bounded = new Wired(builder -> builder.receiveLimit(1000, 1).manualDemand());
    Peer peer = bounded.open();
    peer.send(Peer.text("one is as much as waits"), Peer.text("and one the reader waits with"));
    bounded.awaitPause();
    bounded.close();
    assertThat(bounded.ws.statistics().undeliveredDropped()).isEqualTo(2);
  }
}
