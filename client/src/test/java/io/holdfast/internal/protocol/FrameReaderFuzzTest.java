/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frame streams that were right or wrong in a known way, changed at random and cut at random. */
final class FrameReaderFuzzTest {
  private static final int SMALL = 4_000;
  private static final List<Corpus.Sequence> ALL = Corpus.sequences();
  private static final List<Corpus.Sequence> SEQUENCES =
      ALL.stream().filter(sequence -> sequence.bytes.length < SMALL).toList();

  @Test
  @DisplayName("60 000 inputs break nothing but a rule, and the same one however they are cut")
  void inVerify() {
    run(0, 60_000);
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  @DisplayName("10 000 000 inputs break nothing but a rule, and the same one however they are cut")
  void inTheProfile() {
    run(200_000, 10_000_000);
  }

  private static void run(long from, long count) {
    TreeMap<Integer, Integer> codes = new TreeMap<>();
    for (long seed = from; seed < from + count; seed++) {
      Fuzz fuzz = new Fuzz(seed);
      // What the others do not have is in the large ones: the paths around the buffer.
      List<Corpus.Sequence> corpus = fuzz.oneIn(2_000) ? ALL : SEQUENCES;
      Corpus.Sequence input = input(fuzz, corpus);
      boolean streaming = fuzz.oneIn(4);
      try {
        codes.merge(FrameReaderTarget.check(fuzz, input, streaming), 1, Integer::sum);
      } catch (RuntimeException e) {
        throw new AssertionError(
            fuzz + ", streaming " + streaming + ": " + input + ' ' + Wire.hex(input.bytes), e);
      }
    }
    assertThat(codes.keySet()).containsExactly(0, 1002, 1007, 1008, 1009);
    assertThat(codes.get(0)).isGreaterThan((int) (count / 10));
    assertThat(codes.get(1002)).isGreaterThan((int) (count / 10));
    assertThat(codes.get(1007)).isGreaterThan((int) (count / 100));
    assertThat(codes.get(1009)).isGreaterThan((int) (count / 100));
  }

  private static Corpus.Sequence input(Fuzz fuzz, List<Corpus.Sequence> from) {
    Corpus.Sequence one = from.get(fuzz.random.nextInt(from.size()));
    Corpus.Sequence other = from.get(fuzz.random.nextInt(from.size()));
    boolean compressed = fuzz.oneIn(20) ? !one.compressed : one.compressed;
    long limit = fuzz.oneIn(8) ? fuzz.any(0L, 1L, 9L, 125L, 1_000L, 65_536L) : one.limit;
    byte[] bytes = fuzz.mutate(one.bytes, other.bytes);
    return new Corpus.Sequence(one.reader, compressed, limit, bytes, fuzz + " of " + one);
  }
}
