/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrderRulesTest {
  private static final Object ERROR = new Object();
  private final OrderRules rules = new OrderRules();

  @Test
  void allowsConnectionsOneAfterTheOther() {
    assertThat(rules.onError(ERROR)).isNull();
    assertThat(rules.onClose(0, ERROR, true)).isNull();
    assertThat(rules.onOpen(1, false)).isNull();
    assertThat(rules.onMessage(1)).isNull();
    assertThat(rules.onClose(1, null, true)).isNull();
    assertThat(rules.onOpen(2, false)).isNull();
    assertThat(rules.onSendComplete()).isNull();
    assertThat(rules.onError(ERROR)).isNull();
    assertThat(rules.onClose(2, ERROR, true)).isNull();
    assertThat(rules.isOver()).isFalse();
    assertThat(rules.onClose(0, null, false)).isNull();
    assertThat(rules.isOver()).isTrue();
  }

  @Test
  void allowsTwoConnectionsWhileOneReplacesTheOther() {
    assertThat(rules.onOpen(1, false)).isNull();
    assertThat(rules.onError(ERROR)).isNull();
    assertThat(rules.onClose(0, ERROR, true)).isNull();
    assertThat(rules.onOpen(2, true)).isNull();
    assertThat(rules.onMessage(1)).isNull();
    assertThat(rules.onMessage(2)).isNull();
    assertThat(rules.onClose(1, null, true)).isNull();
    assertThat(rules.onMessage(1)).isNotNull();
    assertThat(rules.onClose(2, null, false)).isNull();
  }

  @Test
  void forbidsEverythingAfterTheLastClose() {
    rules.onClose(0, null, false);
    assertThat(rules.onOpen(1, false)).contains("after the last onClose");
    assertThat(rules.onMessage(1)).contains("after the last onClose");
    assertThat(rules.onError(ERROR)).contains("after the last onClose");
    assertThat(rules.onClose(1, ERROR, false)).contains("after the last onClose");
    assertThat(rules.onSendComplete()).contains("after the last onClose");
  }

  @Test
  void forbidsASecondConnectionBesideTheFirst() {
    rules.onOpen(1, false);
    assertThat(rules.onOpen(2, false)).contains("while 1 others were open");
  }

  /** The successor was lost within the overlap: at most two connections all the same. */
  @Test
  void allowsAReconnectWhileTheReplacedConnectionIsStillOpen() {
    rules.onOpen(1, false);
    rules.onOpen(2, true);
    rules.onClose(2, null, true);
    assertThat(rules.onOpen(3, false)).isNull();
    assertThat(rules.onClose(1, null, true)).isNull();
    assertThat(rules.onOpen(4, false)).contains("while 1 others were open");
  }

  @Test
  void forbidsAThirdConnectionDuringARotation() {
    rules.onOpen(1, false);
    rules.onOpen(2, true);
    assertThat(rules.onOpen(3, true)).contains("while 2 others were open");
  }

  @Test
  void forbidsNumbersOutOfOrder() {
    assertThat(rules.onOpen(2, false)).contains("#1 was due");
  }

  @Test
  void forbidsMessagesWithoutAConnection() {
    assertThat(rules.onMessage(0)).contains("not open");
    rules.onOpen(1, false);
    rules.onClose(1, null, true);
    assertThat(rules.onMessage(1)).contains("not open");
  }

  @Test
  void forbidsAnythingBetweenErrorAndClose() {
    rules.onOpen(1, false);
    rules.onError(ERROR);
    assertThat(rules.onMessage(1)).contains("between an onError and its onClose");
    assertThat(rules.onError(new Object())).contains("second onError");
    rules.onClose(1, ERROR, true);
    rules.onError(ERROR);
    assertThat(rules.onOpen(2, false)).contains("between an onError and its onClose");
  }

  @Test
  void forbidsTwoClosesOfOneConnection() {
    rules.onOpen(1, false);
    rules.onClose(1, null, true);
    assertThat(rules.onClose(1, null, true)).contains("#1, which is not open");
  }

  @Test
  void forbidsACauseThatWasNoError() {
    rules.onOpen(1, false);
    assertThat(rules.onClose(1, ERROR, true)).contains("no onError was given");
    rules.onOpen(2, false);
    rules.onError(ERROR);
    assertThat(rules.onClose(2, null, true)).contains("not the error");
  }

  @Test
  void forbidsTheLastCloseWhileAConnectionIsOpen() {
    rules.onOpen(1, false);
    assertThat(rules.onClose(0, null, false)).contains("while connections are open: [1]");
  }
}
