/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

@ExtendWith(HoldfastExtension.class)
class HoldfastExtensionTest {
  private TestServer before;

  @BeforeEach
  void isGivenTheServerOfItsTest(TestServer server) {
    before = server;
    server.script().sendText("hello");
  }

  @Test
  void givesEachThingOnceAndAListenerForEachParameter(
      LeakCheck leaks,
      TestServer server,
      FaultProxy proxy,
      VirtualTime time,
      VirtualTime sameTime,
      RecordingListener one,
      RecordingListener two)
      throws Exception {
    assertThat(server).isSameAs(before);
    assertThat(time).isSameAs(sameTime);
    assertThat(one).isNotSameAs(two);
    one.connect(WebSocketOptions.builder(proxy.url("/")).build());
    one.takeOpen();
    assertThat(one.takeText()).isEqualTo("hello");
    assertThat(proxy.accepted()).isEqualTo(1);
    // Left open on purpose: the extension cancels it.
  }

  /** Run by {@link #failsTestsThatLeaveSomething} only. */
  @ExtendWith(HoldfastExtension.class)
  static class Victims {
    static WebSocketClient socket;

    @Test
    void unread(TestServer server, RecordingListener listener) throws Exception {
      server.script().sendText("unread");
      socket = listener.connect(WebSocketOptions.builder(server.url()).build());
      listener.takeOpen();
      await().until(() -> listener.unread().size() == 1);
    }

    @Test
    void unfollowed(TestServer server, RecordingListener listener) throws Exception {
      server.script().expectText("never sent");
      listener.connect(WebSocketOptions.builder(server.url()).build());
      listener.takeOpen();
    }

    @Test
    void thrown(VirtualTime time) {
      time.execute(() -> {
        throw new IllegalStateException("in a task");
      });
      time.runDue();
    }

    @Test
    void fine(TestServer server, RecordingListener listener) throws Exception {
      listener.connect(WebSocketOptions.builder(server.url()).build());
      listener.takeOpen();
      assertThat(listener.poll(1, TimeUnit.MILLISECONDS)).isNull();
    }
  }

  @Test
  void failsTestsThatLeaveSomething() {
    assertThat(failureOf("unread")).contains("not taken: [TEXT \"unread\"]");
    assertThat(Victims.socket.readyState().value()).isEqualTo(3);
    assertThat(failureOf("unfollowed")).contains("step 1, expectText(\"never sent\")");
    assertThat(failureOf("thrown")).contains("in a task");
    assertThat(failureOf("fine")).isEmpty();
  }

  private static String failureOf(String test) {
    Method method = Arrays.stream(Victims.class.getDeclaredMethods())
        .filter(candidate -> candidate.getName().equals(test))
        .findFirst()
        .orElseThrow();
    LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
        .selectors(selectMethod(Victims.class, method))
        .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    assertThat(summary.getTestsStartedCount()).isEqualTo(1);
    return summary.getFailures().isEmpty()
        ? ""
        : String.valueOf(summary.getFailures().get(0).getException().getMessage());
  }
}
