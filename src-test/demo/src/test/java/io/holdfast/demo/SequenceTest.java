/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SequenceTest {
  private final Sequence sequence = new Sequence();

  private Sequence.Gap take(long number) {
    return sequence.take("{\"seq\":" + number + ",\"price\":1}");
  }

  @Test
  void countsWhatIsMissingBetweenTheFirstAndTheLast() {
    assertThat(take(5)).isNull();
    assertThat(take(6)).isNull();
    assertThat(take(10)).hasToString("7–9");
    assertThat(take(11)).isNull();
    assertThat(take(13)).hasToString("12");
    assertThat(sequence.first()).isEqualTo(5);
    assertThat(sequence.last()).isEqualTo(13);
    assertThat(sequence.lost()).isEqualTo(4);
    assertThat(sequence.gaps()).hasToString("[7–9, 12]");
    assertThat(sequence.outOfOrder()).isZero();
  }

  @Test
  void countsRepeatedAndLateMessagesApart() {
    take(5);
    take(7);
    assertThat(take(7)).isNull();
    assertThat(take(6)).isNull();
    assertThat(sequence.outOfOrder()).isEqualTo(2);
    assertThat(sequence.lost()).isEqualTo(1);
  }

  @Test
  void ignoresWhatIsNoMessageOfTheFeed() {
    for (String text : new String[] {"", "hello", "{\"seq\":", "{\"seq\":x,1}", "{\"seq\":5}"}) {
      assertThat(sequence.take(text)).isNull();
    }
    assertThat(sequence.first()).isEqualTo(-1);
  }
}
