/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RetryPredicate.defaults()")
class RetryPredicateTest {
  private static final RetryPredicate DEFAULTS = RetryPredicate.defaults();

  @Test
  void aLocalCloseIsFinalWhateverTheCode() {
    for (int code = 1000; code <= 5000; code++) {
      RetryContext.Builder context = Contexts.closed(code);
      context.initiator = CloseEvent.Initiator.LOCAL;

      assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).as("%d", code).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void classifiesEveryCloseCodeOfTheServer(boolean everOpened) {
    Set<Integer> isFinal = Set.of(1002, 1003, 1007, 1010);
    for (int code = 0; code <= 5000; code++) {
      RetryContext.Builder context = Contexts.closed(code);
      context.everOpened = everOpened;
      context.rejections = code == 1008 ? 1 : 0;

      assertThat(DEFAULTS.shouldRetry(new RetryContext(context)))
          .as("%d", code)
          .isEqualTo(!isFinal.contains(code));
      assertThat(DefaultRetryPredicate.atCap(new RetryContext(context)))
          .as("%d", code)
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4001, 4500, 4999})
  void aCloseOfTheServerThatAsksForNothingElseIsRetried(int code) {
    assertThat(DEFAULTS.shouldRetry(new RetryContext(Contexts.closed(code)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1002, 1003, 1007, 1009, 1010})
  void aRuleOrLimitThatThePeerBrokeIsFinal(int sent) {
    RetryContext.Builder context =
        Contexts.failed(new WebSocketProtocolException("a rule (5.1)", null, sent));
    context.initiator = CloseEvent.Initiator.PROTOCOL;
    context.everOpened = true;

    // Whether the peer answered the Close frame, and how, makes no difference.
    for (int received : new int[] {sent, 1000, 1006}) {
      context.closeCode = received;
      assertThat(DEFAULTS.shouldRetry(new RetryContext(context)))
          .as("%d", received)
          .isFalse();
    }
  }

  @Test
  void aMessageThatWasTooBigForTheServerIsNotOurLimit() {
    assertThat(DEFAULTS.shouldRetry(new RetryContext(Contexts.closed(1009)))).isTrue();
  }

  @Test
  void aLostHeartbeatIsRetried() {
    RetryContext.Builder context =
        Contexts.failed(new HeartbeatTimeoutException("no pong within 10 s"));
    context.initiator = CloseEvent.Initiator.HEARTBEAT;

    assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isTrue();
  }

  @Test
  void classifiesEveryHttpStatusBeforeTheFirstOpen() {
    for (int status = 100; status <= 999; status++) {
      RetryContext.Builder context = Contexts.answered(status);
      context.rejections = 1;
      boolean retried =
          Set.of(401, 403, 408, 425, 429).contains(status) || (status >= 500 && status <= 599);

      assertThat(DEFAULTS.shouldRetry(new RetryContext(context)))
          .as("%d", status)
          .isEqualTo(retried);
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        200, 201, 204, 301, 302, 303, 304, 307, 308, 400, 402, 404, 405, 406, 407, 409, 410, 411,
        415, 418, 421, 426, 431, 451
      })
  void anAnswerThatPatienceWillNotChangeIsFinalBeforeTheFirstOpenAndRetriedAtTheCapAfterIt(
      int status) {
    RetryContext.Builder context = Contexts.answered(status);
    assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isFalse();
    assertThat(DefaultRetryPredicate.atCap(new RetryContext(context))).isFalse();

    context.everOpened = true;
    assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isTrue();
    assertThat(DefaultRetryPredicate.atCap(new RetryContext(context))).isTrue();
  }

  @Test
  void classifiesEveryHttpStatusAfterAnOpen() {
    for (int status = 100; status <= 999; status++) {
      RetryContext.Builder context = Contexts.answered(status);
      context.everOpened = true;
      context.rejections = 1;
      boolean patient =
          !Set.of(401, 403, 408, 425, 429).contains(status) && (status < 500 || status > 599);

      assertThat(DEFAULTS.shouldRetry(new RetryContext(context)))
          .as("%d", status)
          .isTrue();
      assertThat(DefaultRetryPredicate.atCap(new RetryContext(context)))
          .as("%d", status)
          .isEqualTo(patient);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 599})
  void aServerInTroubleIsRetriedAsOften(int status) {
    RetryContext.Builder context = Contexts.answered(status);
    context.attempt = 1000;

    assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isTrue();
    context.everOpened = true;
    assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isTrue();
    assertThat(DefaultRetryPredicate.atCap(new RetryContext(context))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRejectionIsRetriedOnceAndThenFinal(boolean everOpened) {
    for (RetryContext.Builder context : new RetryContext.Builder[] {
      Contexts.closed(1008), Contexts.answered(401), Contexts.answered(403)
    }) {
      context.everOpened = everOpened;
      context.rejections = 1;
      assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isTrue();
      assertThat(DefaultRetryPredicate.atCap(new RetryContext(context))).isFalse();

      context.rejections = 2;
      assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isFalse();
      assertThat(DefaultRetryPredicate.atCap(new RetryContext(context))).isFalse();
    }
  }

  @Test
  void earlierRejectionsDoNotMakeAnotherFailureFinal() {
    RetryContext.Builder context = Contexts.answered(503);
    context.rejections = 2;

    assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isTrue();
  }

  static Throwable[] trustFailures() {
    return new Throwable[] {
      new SSLPeerUnverifiedException("Hostname not verified"),
      new CertificateException("untrusted"),
      new CertificateExpiredException("expired"),
      new SSLHandshakeException("PKIX"),
    };
  }

  @ParameterizedTest
  @MethodSource("trustFailures")
  void aCertificateThatIsNotTrustedIsFinalBeforeTheFirstOpenAndRetriedAtTheCapAfterIt(
      Throwable failure) {
    Throwable cause = failure;
    if (failure instanceof SSLHandshakeException) {
      cause.initCause(new CertificateException(new CertPathValidatorException("no path")));
    }
    for (int depth = 0; depth < 5; depth++) {
      RetryContext.Builder context = Contexts.failed(new WebSocketException("TLS failed", cause));
      assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isFalse();
      assertThat(DefaultRetryPredicate.atCap(new RetryContext(context))).isFalse();

      context.everOpened = true;
      assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isTrue();
      assertThat(DefaultRetryPredicate.atCap(new RetryContext(context))).isTrue();
      cause = new IOException("wrapped", cause);
    }
  }

  @Test
  void aTlsFailureThatIsNotAboutTrustIsRetried() {
    WebSocketException error =
        new WebSocketException("TLS failed", new SSLHandshakeException("closed in handshake"));

    assertThat(DEFAULTS.shouldRetry(new RetryContext(Contexts.failed(error)))).isTrue();
  }

  @Test
  void causesThatGoRoundInACircleEndTheSearch() {
    IOException first = new IOException("first");
    IOException second = new IOException("second", first);
    first.initCause(second);
    WebSocketException error = new WebSocketException("failed", first);

    assertThat(DEFAULTS.shouldRetry(new RetryContext(Contexts.failed(error)))).isTrue();
  }

  @Test
  void aHandshakeThatBreaksTheRfcIsFinalBeforeTheFirstOpenAndRetriedAtTheCapAfterIt() {
    RetryContext.Builder context = Contexts.answered(101);
    assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isFalse();

    context.everOpened = true;
    assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isTrue();
    assertThat(DefaultRetryPredicate.atCap(new RetryContext(context))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRuntimeExceptionOrForbiddenHeaderOfTheInterceptorIsFinal(boolean everOpened) {
    for (RuntimeException cause : new RuntimeException[] {
      new IllegalStateException("no token"), new IllegalArgumentException("header Host")
    }) {
      RetryContext.Builder context = Contexts.failed(Failures.interceptor(cause));
      context.everOpened = everOpened;

      assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isFalse();
      assertThat(DefaultRetryPredicate.atCap(new RetryContext(context))).isFalse();
    }
  }

  /** Contract: the request interceptor's are final; a resolver or an event listener of OkHttp's may recover. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRuntimeExceptionOfOtherUserCodeIsRetried(boolean everOpened) {
    RetryContext.Builder context = Contexts.failed(
        Failures.dial("one.example:80", new NullPointerException("thrown by a Dns")));
    context.everOpened = everOpened;

    assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isTrue();
  }

  @Test
  void anIoExceptionOfTheInterceptorIsRetried() {
    RetryContext.Builder context =
        Contexts.failed(Failures.interceptor(new IOException("no token now")));
    assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isTrue();
  }

  static IOException[] networkFailures() {
    return new IOException[] {
      new ConnectException("Connection refused"),
      new UnknownHostException("example.com"),
      new SocketTimeoutException("timeout"),
      new EOFException("end of stream"),
      new IOException("the interceptor has no token now"),
    };
  }

  @ParameterizedTest
  @MethodSource("networkFailures")
  void aFailureOfTheNetworkIsRetried(IOException cause) {
    RetryContext.Builder context = Contexts.failed(new WebSocketException("failed", cause));
    assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isTrue();

    context.everOpened = true;
    assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isTrue();
    assertThat(DefaultRetryPredicate.atCap(new RetryContext(context))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
  void anEndWithoutACloseFrameIsRetriedWhoeverBroughtIt(CloseEvent.Initiator initiator) {
    RetryContext.Builder context = Contexts.builder();
    context.initiator = initiator;

    assertThat(DEFAULTS.shouldRetry(new RetryContext(context))).isTrue();
  }

  @Test
  void oneCaseCanBeChangedAndTheRestKept() {
    RetryPredicate finalOn1000 =
        c -> c.closeCode() != CloseCode.NORMAL && RetryPredicate.defaults().shouldRetry(c);

    assertThat(finalOn1000.shouldRetry(new RetryContext(Contexts.closed(1000)))).isFalse();
    assertThat(finalOn1000.shouldRetry(new RetryContext(Contexts.closed(1001)))).isTrue();
    assertThat(finalOn1000.shouldRetry(new RetryContext(Contexts.closed(1002)))).isFalse();
  }

  @Test
  void withoutReconnectingTheReasonSaysThatNoneWasAskedFor() {
    Rig rig = new Rig(builder -> builder.noReconnect());
    rig.connecting().lost();
    assertThat(rig.isClosed()).isTrue();
    assertThat(rig.recorder.lastClose().retryReason())
        .isEqualTo("final: no reconnecting was asked for");
    rig.verify();
  }
}
