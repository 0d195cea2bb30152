/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Wherever the input is cut, the reader finds the same. */
final class ChunkingTest {
  private static final List<Corpus.Sequence> CORPUS = Corpus.sequences();

  /** What a sequence comes to; a stream that ends with a violation has handed over a part of its last message. */
  record Outcome(
      List<String> events,
      @Nullable String violation,
      int closeCode,
      String unfinished,
      boolean inMessage) {}

  /** Tells how long the next chunk is. */
  interface Cut {
    int next(int at);
  }

  static Outcome read(Corpus.Sequence sequence, boolean streaming, Cut cut) {
    TestReader reader =
        TestReader.of(sequence.reader, sequence.limit, streaming, sequence.compressed);
    byte[] bytes = sequence.bytes;
    ProtocolViolation violation = null;
    int at = 0;
    try {
      while (at < bytes.length) {
        int n = Math.min(cut.next(at), bytes.length - at);
        reader.reader.feed(bytes, at, n);
        at += n;
      }
    } catch (ProtocolViolation e) {
      violation = e;
    }
    Outcome outcome = new Outcome(
        reader.events(),
        violation == null ? null : violation.getMessage(),
        violation == null ? 0 : violation.closeCode(),
        reader.recorder.unfinished.toString(StandardCharsets.ISO_8859_1),
        reader.reader.isInMessage());
    reader.reader.end();
    return outcome;
  }

  static void assertSame(Corpus.Sequence sequence, Outcome expected, Outcome actual, String how) {
    String unfinished = expected.unfinished;
    if (expected.violation != null
        && (unfinished.startsWith(actual.unfinished) || actual.unfinished.startsWith(unfinished))) {
      unfinished =
          actual.unfinished; // how much of it came before the violation is a matter of chunks
    }
    Outcome required = new Outcome(
        expected.events, expected.violation, expected.closeCode, unfinished, expected.inMessage);
    if (!actual.equals(required)) {
      assertThat(actual).as("%s, cut %s", sequence, how).isEqualTo(required);
    }
  }

  static Outcome whole(Corpus.Sequence sequence, boolean streaming) {
    return read(sequence, streaming, at -> Integer.MAX_VALUE);
  }

  @Test
  void theCorpusHasEveryKindOfOutcome() {
    List<Outcome> outcomes =
        CORPUS.stream().map(sequence -> whole(sequence, false)).toList();
    assertThat(outcomes).extracting(Outcome::closeCode).contains(0, 1002, 1007, 1008, 1009);
    assertThat(outcomes.stream().map(Outcome::violation).distinct()).hasSizeGreaterThan(25);
  }

  @Test
  @DisplayName("every cut in two")
  void everyCutInTwo() {
    for (boolean streaming : new boolean[] {false, true}) {
      for (Corpus.Sequence sequence : CORPUS) {
        Outcome expected = whole(sequence, streaming);
        int length = sequence.bytes.length;
        // Of long sequences the places about every frame's begin, and others in steps of a prime.
        int step = length < 4000 ? 1 : 911;
        for (int cut = 1; cut < length; cut += step) {
          int first = cut;
          Outcome actual = read(sequence, streaming, at -> at == 0 ? first : Integer.MAX_VALUE);
          assertSame(sequence, expected, actual, "at " + cut);
        }
      }
    }
  }

  @Test
  @DisplayName("byte by byte, and in chunks of every size up to 20")
  void chunksOfOneSize() {
    for (boolean streaming : new boolean[] {false, true}) {
      for (Corpus.Sequence sequence : CORPUS) {
        Outcome expected = whole(sequence, streaming);
        for (int size = 1; size <= (sequence.bytes.length < 4000 ? 20 : 1); size++) {
          int chunk = size;
          assertSame(
              sequence, expected, read(sequence, streaming, at -> chunk), "in chunks of " + size);
        }
      }
    }
  }

  @Test
  @DisplayName("20 000 random cuttings")
  void randomCuttings() {
    List<Outcome> whole =
        CORPUS.stream().map(sequence -> whole(sequence, false)).toList();
    List<Outcome> streamed =
        CORPUS.stream().map(sequence -> whole(sequence, true)).toList();
    int cuttings = 0;
    for (int round = 0; cuttings < 20_000; round++) {
      for (int i = 0; i < CORPUS.size(); i++) {
        Corpus.Sequence sequence = CORPUS.get(i);
        if (sequence.bytes.length > 4000 && round % 20 != 0) {
          continue;
        }
        boolean streaming = round % 2 == 1 || round % 40 == 20;
        long seed = round * 1000L + i;
        Random random = new Random(seed);
        int largest = 1 << random.nextInt(sequence.bytes.length > 4000 ? 17 : 8);
        Outcome actual = read(sequence, streaming, at -> 1 + random.nextInt(largest));
        assertSame(sequence, (streaming ? streamed : whole).get(i), actual, "by seed " + seed);
        cuttings++;
      }
    }
    assertThat(cuttings).isGreaterThanOrEqualTo(20_000);
  }
}
