/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

/** The Technology Compatibility Kit of Reactive Streams, which is made of TestNG tests. */
@Timeout(180)
class TckTest {
  /** A publisher that sends one element more than was requested: to see that the kit would tell. */
  public static final class Wrong extends PublisherVerification<String> {
    public Wrong() {
      super(new TestEnvironment(50, 20), 50);
    }

    @Override
    public Publisher<String> createPublisher(long elements) {
      return subscriber -> subscriber.onSubscribe(new Subscription() {
        @Override
        public void request(long n) {
          for (long i = -1; i < Math.min(n, elements); i++) {
            subscriber.onNext("too many");
          }
        }

        @Override
        public void cancel() {}
      });
    }

    @Override
    public Publisher<String> createFailedPublisher() {
      return null;
    }
  }

  private static TestListenerAdapter run(Class<?> verification) {
    TestListenerAdapter results = new TestListenerAdapter();
    TestNG kit = new TestNG(false);
    kit.setVerbose(0);
    kit.setTestClasses(new Class<?>[] {verification});
    kit.addListener(results);
    kit.run();
    return results;
  }

  @ParameterizedTest
  @CsvSource({
    "io.holdfast.rx.TckPublishers$Events, 25",
    "io.holdfast.rx.TckPublishers$Texts, 25",
    "io.holdfast.rx.TckSubscriber, 11"
  })
  void passes(Class<?> verification, int atLeast) {
    RxJavaPlugins.setErrorHandler(error -> {});
    try {
      TestListenerAdapter results = run(verification);
      assertThat(results.getFailedTests()).extracting(ITestResult::getThrowable).isEmpty();
      assertThat(results.getConfigurationFailures())
          .extracting(ITestResult::getThrowable)
          .isEmpty();
      assertThat(results.getPassedTests().size()).isGreaterThanOrEqualTo(atLeast);
    } finally {
      RxJavaPlugins.setErrorHandler(null);
    }
  }

  @Test
  void theKitTellsOfAPublisherThatBreaksTheRules() {
    assertThat(run(Wrong.class).getFailedTests())
        .extracting(ITestResult::getName)
        .contains(
            "required_spec101_subscriptionRequestMustResultInTheCorrectNumberOfProducedElements");
  }
}
