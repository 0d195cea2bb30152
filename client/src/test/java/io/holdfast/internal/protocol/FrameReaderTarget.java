/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

/**
 * For every stream of bytes: the frame reader finds the same however it is cut, and, where it reads whole messages as
 * they are, what {@link ReferenceReader} finds. Also a target for Jazzer.
 */
public final class FrameReaderTarget {
  private static final int SMALL = 4_000;

  private FrameReaderTarget() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput in = new FuzzInput(data);
    Fuzz fuzz = in.fuzz();
    Role reader = in.any(Role.values());
    boolean streaming = in.flag();
    boolean compressed = in.flag();
    long limit = in.any(TestReader.LIMIT, 0L, 1L, 9L, 125L, 1_000L, 65_536L);
    check(fuzz, new Corpus.Sequence(reader, compressed, limit, in.rest(), "it"), streaming);
  }

  /** Returns the close code of the violation, or 0. */
  static int check(Fuzz fuzz, Corpus.Sequence input, boolean streaming) {
    ChunkingTest.Outcome whole = ChunkingTest.whole(input, streaming);
    int largest = 1 << fuzz.random.nextInt(input.bytes.length > SMALL ? 17 : 8);
    ChunkingTest.Outcome cut =
        ChunkingTest.read(input, streaming, at -> 1 + fuzz.random.nextInt(largest));
    fuzz.assertQuick();
    ChunkingTest.assertSame(input, whole, cut, "at random, streaming " + streaming);
    if (!streaming && !input.compressed && input.bytes.length < SMALL) {
      ReferenceReader reference = new ReferenceReader(input.reader, input.limit);
      Integer code = reference.read(input.bytes);
      if (code != null && (code != whole.closeCode() || !reference.events.equals(whole.events()))) {
        throw new AssertionError(input + ": the reference finds " + code + " " + reference.events
            + ", we " + whole.closeCode() + " " + whole.events());
      }
    }
    return whole.closeCode();
  }
}
