/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, Handshake: the request interceptor runs once an attempt on a thread of its own; what it throws ends the attempt. */
class RequestInterceptorTest {
  private static Wired with(RequestInterceptor interceptor) {
    return new Wired(builder -> builder.requestInterceptor(interceptor));
  }

  @Test
  void itSeesTheAttemptAndWhatItReturnsIsSent() {
    List<String> attempts = Collections.synchronizedList(new ArrayList<>());
    try (Wired wired = with((attempt, request) -> {
      attempts.add(attempt + " to " + request.url() + " after " + attempt.lastClose());
      return request
          .newBuilder()
          .header("Authorization", "token " + attempt.number())
          .build();
    })) {
      List<String> sent = Collections.synchronizedList(new ArrayList<>());
      wired.server = chain -> {
        sent.add(chain.request().header("Authorization"));
        return null;
      };
      wired.open().reset();
      wired.awaitLog("open #1", "error WebSocketException", "close 1006 TRANSPORT");
      wired.time.advance(Wired.DELAY_MILLIS, MILLISECONDS);
      wired.accept();
      Wired.await("onOpen").until(() -> wired.recorder.opens.size() == 2);
      assertThat(sent).containsExactly("token 1", "token 2");
      assertThat(attempts).hasSize(2);
      assertThat(attempts.get(0))
          .isEqualTo("Attempt[1, for connection #1] to http://one.example/feed after null");
      assertThat(attempts.get(1)).startsWith("Attempt[2, for connection #2]").contains("1006");
    }
  }

  static Stream<Throwable> whatIsFinal() {
    return Stream.of(
        new IllegalStateException("a bug of mine"),
        new TimeoutException("checked, not declared, as Kotlin throws it"),
        new NoClassDefFoundError("an error"));
  }

  @ParameterizedTest
  @MethodSource("whatIsFinal")
  void whatItShouldNotThrowIsFinalAndToldOnce(Throwable thrown) {
    try (Wired wired = with((attempt, request) -> {
      throw BrokenConnectionTest.<RuntimeException>sneaky(thrown);
    })) {
      wired.start();
      wired.awaitLog("error InterceptorException", "close 1006 TRANSPORT final");
      assertThat(wired.recorder.errors.get(0)).hasRootCause(thrown);
      assertThat(wired.recorder.lastClose().cause()).isSameAs(wired.recorder.errors.get(0));
      wired.io.awaitNobodyInside();
      assertThat(wired.dials).hasValue(0);
      assertThat(wired.time.pending()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sec-WebSocket-Key", "Upgrade", "Connection", "Sec-WebSocket-Extensions"})
  void aHeaderThatIsNotItsToSetIsFinal(String name) {
    try (Wired wired =
        with((attempt, request) -> request.newBuilder().header(name, "mine").build())) {
      wired.start();
      wired.awaitLog("error InterceptorException", "close 1006 TRANSPORT final");
      assertThat(wired.recorder.errors.get(0)).hasMessageContaining("header");
      assertThat(wired.dials).hasValue(0);
    }
  }

  @Test
  void noRequestAtAllIsFinal() {
    try (Wired wired = with((attempt, request) -> null)) {
      wired.start();
      wired.awaitLog("error InterceptorException", "close 1006 TRANSPORT final");
    }
  }

  @Test
  void anIOExceptionIsRetriedAndItIsAskedAgain() {
    AtomicBoolean works = new AtomicBoolean();
    try (Wired wired = with((attempt, request) -> {
      if (!works.get()) {
        throw new IOException("the token server is down");
      }
      return request;
    })) {
      wired.start();
      wired.awaitLog("error InterceptorException", "close 1006 TRANSPORT");
      assertThat(wired.recorder.errors.get(0))
          .hasCauseInstanceOf(IOException.class)
          .hasMessageContaining("asked again");
      works.set(true);
      wired.time.advance(Wired.DELAY_MILLIS, MILLISECONDS);
      wired.accept();
      wired.awaitLog("error InterceptorException", "close 1006 TRANSPORT", "open #1");
    }
  }

  @Test
  void afterItsDeadlineItIsInterruptedAndItsThreadKeepsNoInterrupt() {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean wasInterrupted = new AtomicBoolean();
    try (Wired wired = with((attempt, request) -> {
      if (attempt.number() > 1) {
        return request;
      }
      inside.countDown();
      try {
        never.await();
      } catch (InterruptedException e) {
        wasInterrupted.set(true);
        Thread.currentThread().interrupt(); // as one should
      }
      throw new IOException("interrupted");
    })) {
      List<Boolean> afterwards = Collections.synchronizedList(new ArrayList<>());
      wired.io.afterTask = () -> afterwards.add(Thread.currentThread().isInterrupted());
      wired.start();
      Uninterruptibly.await(inside);
      wired.seconds(30);
      wired.awaitLog("error WebSocketException", "close 1006 TRANSPORT");
      assertThat(wired.recorder.errors.get(0)).hasMessageContaining("interceptorTimeout");
      wired.time.advance(Wired.DELAY_MILLIS, MILLISECONDS);
      wired.accept();
      wired.awaitLog("error WebSocketException", "close 1006 TRANSPORT", "open #1");
      assertThat(wasInterrupted).isTrue();
      assertThat(afterwards).doesNotContain(true);
    }
  }

  /** Java code that does not look at interrupts: its thread is left to itself, and one at most. */
  @Test
  void oneThatDoesNotReturnKeepsTheNextAttemptWaitingButNotTheListener() {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (Wired wired = with((attempt, request) -> {
      if (attempt.number() == 1) {
        inside.countDown();
        Uninterruptibly.await(release);
      }
      return request;
    })) {
      wired.start();
      Uninterruptibly.await(inside);
      wired.seconds(30);
      wired.awaitLog("error WebSocketException", "close 1006 TRANSPORT");
      wired.time.advance(Wired.DELAY_MILLIS, MILLISECONDS);
      assertThat(wired.dials).hasValue(0);
      release.countDown();
      wired.accept();
      wired.awaitLog("error WebSocketException", "close 1006 TRANSPORT", "open #1");
      assertThat(wired.dials).as("the late one is not dialled").hasValue(1);
    }
  }

  @Test
  void closeWhileItRunsEndsAtOnce() {
    CountDownLatch inside = new CountDownLatch(1);
    try (Wired wired = with((attempt, request) -> {
      inside.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return request;
    })) {
      wired.start();
      Uninterruptibly.await(inside);
      wired.ws.close();
      wired.awaitLog("close 1006 LOCAL final");
      wired.io.awaitNobodyInside();
    }
  }

  /** A request that was built for another host goes there. */
  @Test
  void itMaySendTheAttemptElsewhere() {
    List<String> hosts = Collections.synchronizedList(new ArrayList<>());
    try (Wired wired = with((attempt, request) ->
        new Request.Builder().url("https://two.example:444/other").build())) {
      wired.server = chain -> {
        hosts.add(chain.request().url().toString());
        return null;
      };
      wired.open();
      assertThat(hosts).containsExactly("https://two.example:444/other");
    }
  }
}
