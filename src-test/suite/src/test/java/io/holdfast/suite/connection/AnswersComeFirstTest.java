/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CloseCode;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.Echo;
import io.holdfast.suite.Mode;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestScript;
import io.holdfast.testkit.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the listener answers to messages that came before a Close or before a broken rule goes out before our Close
 * (5.5.1, 7.1.7), although server and client are far ahead of it.
 */
@ExtendWith(HoldfastExtension.class)
class AnswersComeFirstTest {
  private static final int MESSAGES = 300;
  private static final TestFrame RESERVED_OPCODE = TestFrame.of(0x3, new byte[0]);

  @ParameterizedTest
  @EnumSource
  void beforeThe1002OfABrokenRule(Mode mode, TestServer server) throws Exception {
    TestScript script = server.script().send(messagesAnd(RESERVED_OPCODE));
    expectEchoes(script).expectClose(CloseCode.PROTOCOL_ERROR).expectEnd();
    CloseEvent close = echo(mode, server);
    assertThat(close.initiator()).isEqualTo(Initiator.PROTOCOL);
    assertThat(close.code()).isEqualTo(CloseCode.ABNORMAL);
  }

  @ParameterizedTest
  @EnumSource
  void beforeTheAnswerToTheServersClose(Mode mode, TestServer server) throws Exception {
    TestScript script = server.script().send(messagesAnd(TestFrames.close(4321, "enough")));
    expectEchoes(script).expectClose(4321).run(connection -> connection.finish());
    CloseEvent close = echo(mode, server);
    assertThat(close.initiator()).isEqualTo(Initiator.REMOTE);
    assertThat(close.code()).isEqualTo(4321);
    assertThat(close.reason()).isEqualTo("enough");
    assertThat(close.wasClean()).isTrue();
    assertThat(close.cause()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void evenIfAllOfItIsGluedToThe101(Mode mode, TestServer server) throws Exception {
    TestScript script = server.script().glued(messagesAnd(TestFrames.close(1000, "")));
    expectEchoes(script).expectClose(1000).run(connection -> connection.finish());
    assertThat(echo(mode, server).wasClean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void evenIfTheRuleIsBrokenRightBehindThe101(Mode mode, TestServer server) throws Exception {
    TestScript script = server.script().glued(messagesAnd(RESERVED_OPCODE));
    expectEchoes(script).expectClose(CloseCode.PROTOCOL_ERROR).expectEnd();
    assertThat(echo(mode, server).initiator()).isEqualTo(Initiator.PROTOCOL);
  }

  private static TestFrame[] messagesAnd(TestFrame last) {
    List<TestFrame> frames = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      frames.add(TestFrames.text("message " + i));
    }
    frames.add(last);
    return frames.toArray(new TestFrame[0]);
  }

  private static TestScript expectEchoes(TestScript script) {
    for (int i = 0; i < MESSAGES; i++) {
      script.expectText("message " + i);
    }
    return script;
  }

  private static CloseEvent echo(Mode mode, TestServer server) throws Exception {
    try (RecordingListener listener = RecordingListener.around(new Echo())) {
      listener.connect(
          mode.on(WebSocketOptions.builder(server.url())).noReconnect().build());
      listener.takeOpen();
      for (int i = 0; i < MESSAGES; i++) {
        assertThat(listener.takeText()).isEqualTo("message " + i);
      }
      return listener.awaitClosed();
    }
  }
}
