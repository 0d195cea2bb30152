/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7692: compressed messages")
final class CompressedFramesTest {
  private final Deflater zlib = new Deflater(6, true);

  @AfterEach
  void end() {
    zlib.end();
  }

  /** The payload of a message of the peer, which keeps its window (7.2.1). */
  private byte[] deflate(byte[] message) {
    zlib.setInput(message);
    byte[] payload = new byte[message.length + message.length / 1000 + 64];
    int length = zlib.deflate(payload, 0, payload.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(payload, length - 4);
  }

  private static byte[] fragments(int opcode, byte[] payload, int size) {
    byte[] all = new byte[0];
    for (int at = 0; at < payload.length; at += size) {
      int end = Math.min(payload.length, at + size);
      // 6: RSV1 on the first fragment only
      int first = (at == 0 ? 0x40 | opcode : 0) | (end == payload.length ? 0x80 : 0);
      all = Wire.concat(all, Wire.frame(first, Arrays.copyOfRange(payload, at, end)));
    }
    return all;
  }

  @Test
  @DisplayName("7.2.3: the examples of the RFC")
  void examplesOfTheRfc() throws ProtocolViolation {
    TestReader reader = TestReader.inflating();
    reader.feed("c107 f248cdc9c90700"); // 7.2.3.1: one frame
    reader.feed("4103 f248cd 8004 c9c90700"); // two fragments
    reader.feed("c105 f200110000"); // 7.2.3.2: the window is shared
    assertThat(reader.events()).containsExactly("text Hello", "text Hello", "text Hello");
    TestReader others = TestReader.inflating();
    others.feed("c10b 000500faff48656c6c6f00"); // 7.2.3.3: a block without compression
    others.feed("c108 f348cdc9c9070000"); // 7.2.3.4: BFINAL set
    others.feed("c10d f2480500 0000ffff cac9c90700"); // 7.2.3.5: two blocks
    others.feed("c101 00"); // 7.2.3.6: nothing
    assertThat(others.events()).containsExactly("text Hello", "text Hello", "text Hello", "text ");
  }

  @Test
  @DisplayName("6: messages without RSV1 are not inflated, whatever was agreed")
  void uncompressedAmongCompressed() throws ProtocolViolation {
    TestReader reader = TestReader.inflating();
    reader.feed("810161 c107 f248cdc9c90700 0101 61 8900 8001 62 8201 07");
    assertThat(reader.events())
        .containsExactly("text a", "text Hello", "ping ", "text ab", "binary 07");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 126, 4_095, 4_096, 4_097, 65_536, 1_000_000})
  void anySizeWholeAndInFragments(int length) throws ProtocolViolation {
    TestReader reader = TestReader.inflating();
    byte[] message = Wire.ascii(length);
    String text = new String(message, 0, length, StandardCharsets.US_ASCII);
    reader.feed(Wire.frame(0xc1, deflate(message)));
    reader.feed(fragments(2, deflate(message), 7));
    reader.feed(fragments(1, deflate(message), 1000));
    byte[] random = Deflated.random(length);
    reader.feed(Wire.frame(0xc2, deflate(random)));
    assertThat(reader.events())
        .containsExactly(
            Recorder.text(text),
            Recorder.binary(message),
            Recorder.text(text),
            Recorder.binary(random));
  }

  @Test
  @DisplayName("10.4: the limit holds for what is inflated, to the byte")
  void limit() throws ProtocolViolation {
    for (int limit : new int[] {0, 1, 4_095, 4_096, 4_097, 100_000}) {
      TestReader reader = TestReader.inflating(limit);
      byte[] message = Wire.ascii(limit);
      reader.feed(Wire.frame(0xc1, limit == 0 ? new byte[1] : deflate(message)));
      assertThat(reader.events()).hasSize(1);
      TestReader tooSmall = TestReader.inflating(limit);
      zlib.reset();
      ProtocolViolation violation =
          tooSmall.fails(Wire.frame(0xc2, deflate(Wire.ascii(limit + 1))));
      zlib.reset();
      assertThat(violation.closeCode()).isEqualTo(1009);
      assertThat(violation).hasMessageContaining("limit of " + limit + " bytes");
    }
  }

  @Test
  @DisplayName("10.4: the limit is not applied to the length of a compressed frame")
  void incompressibleMessagesMayBeLongerInTheFrame() throws ProtocolViolation {
    byte[] random = Deflated.random(1000);
    byte[] payload = deflate(random);
    assertThat(payload.length).isGreaterThan(1000);
    TestReader reader = TestReader.inflating(1000).feed(Wire.frame(0xc2, payload));
    reader.feed(fragments(2, deflate(random), 600));
    assertThat(reader.events()).containsExactly(Recorder.binary(random), Recorder.binary(random));
  }

  @Test
  @DisplayName(
      "CVE-2018-1000518, CVE-2026-1526: a bomb fails with 1009 as soon as it is over the limit")
  void bomb() throws ProtocolViolation {
    byte[] bomb = deflate(new byte[50_000_000]);
    assertThat(bomb.length).isLessThan(60_000);
    TestReader reader = TestReader.inflating(1_000_000);
    byte[] frame = Wire.frame(0xc2, bomb);
    int needed = 0;
    while (!reader.reader.isFinished()) {
      try {
        reader.feed(Arrays.copyOfRange(frame, needed, ++needed));
      } catch (ProtocolViolation violation) {
        assertThat(violation.closeCode()).isEqualTo(1009);
      }
    }
    assertThat(needed).isLessThan(frame.length / 40);
    assertThat(reader.events()).isEmpty();
  }

  @Test
  @DisplayName(
      "8.1: inflated text fails with 1007 at the first bad byte, while the frame still comes")
  void invalidTextFailsFast() throws ProtocolViolation {
    byte[] message = Wire.concat(Wire.ascii(3000), Wire.hex("ff"));
    byte[] bad = Wire.concat(deflate(message), Wire.hex("0000ffff")); // flushed up to the bad byte
    byte[] more = deflate(Wire.ascii(1000));
    byte[] frame = Wire.frame(0xc1, Wire.concat(bad, more));
    TestReader reader = TestReader.inflating();
    ProtocolViolation violation = reader.fails(Arrays.copyOf(frame, frame.length - more.length));
    assertThat(violation.closeCode()).isEqualTo(1007);
    assertThat(violation).hasMessageContaining("8.1");
    zlib.reset();
    assertThat(TestReader.inflating().fails(Wire.frame(0xc1, deflate(message))).closeCode())
        .isEqualTo(1007);
    zlib.reset();
    ProtocolViolation truncated =
        TestReader.inflating().fails(Wire.frame(0xc1, deflate(Wire.hex("61e282"))));
    assertThat(truncated).hasMessageContaining("8.1");
  }

  @Test
  @DisplayName("8.1, 10.4: a bad byte before the limit is told as such")
  void invalidTextBeforeTheLimit() {
    byte[] message = Wire.ascii(5000);
    message[20] = (byte) 0xff;
    assertThat(
            TestReader.inflating(4000).fails(Wire.frame(0xc1, deflate(message))).closeCode())
        .isEqualTo(1007);
    zlib.reset();
    message[20] = 'a';
    message[4500] = (byte) 0xff;
    assertThat(
            TestReader.inflating(4000).fails(Wire.frame(0xc1, deflate(message))).closeCode())
        .isEqualTo(1009);
  }

  @Test
  @DisplayName(
      "7.2.2: data that is not DEFLATE fails with 1007; a bad byte of text before it is told first")
  void corruptData() {
    ProtocolViolation corrupt = TestReader.inflating().fails("c204 07ffffff");
    assertThat(corrupt.closeCode()).isEqualTo(1007);
    assertThat(corrupt).hasMessageContaining("7692");
    // More than the first room for output holds, and then nonsense: all in one read.
    byte[] text = new byte[5000];
    text[7] = (byte) 0xff;
    byte[] payload = Wire.concat(deflate(text), Wire.hex("0000ffff 07ffffff"));
    assertThat(payload.length).isLessThan(1000);
    assertThat(TestReader.inflating().fails(Wire.frame(0xc1, payload))).hasMessageContaining("8.1");
    assertThat(TestReader.inflating().fails(Wire.frame(0xc2, payload)))
        .hasMessageContaining("7692");
  }

  @Test
  @DisplayName(
      "7.2.2: what stands before data that is not DEFLATE is judged first, however the bytes are cut")
  void judgesWhatStandsBeforeCorruptData() throws ProtocolViolation {
    byte[] text = Wire.ascii(300);
    byte[] tooMuch = frameWithNonsense(text);
    text[250] = (byte) 0xff;
    byte[] invalid = frameWithNonsense(text);
    for (int cut = 1; cut < Math.min(tooMuch.length, invalid.length); cut++) {
      assertThat(failsIn(TestReader.inflating(200), tooMuch, cut).closeCode()).isEqualTo(1009);
      assertThat(failsIn(TestReader.inflating(300), tooMuch, cut)).hasMessageContaining("7.2.2");
      assertThat(failsIn(TestReader.inflating(300), invalid, cut)).hasMessageContaining("8.1");
      assertThat(failsIn(TestReader.inflatingStream(), invalid, cut)).hasMessageContaining("8.1");
    }
  }

  private byte[] frameWithNonsense(byte[] message) {
    zlib.reset();
    return Wire.frame(0xc1, Wire.concat(deflate(message), Wire.hex("0000ffff 07ffffff")));
  }

  /** Fed in two pieces, the first of {@code cut} bytes, unless the first breaks the rule already. */
  private static ProtocolViolation failsIn(TestReader reader, byte[] frame, int cut) {
    try {
      reader.feed(Arrays.copyOf(frame, cut));
    } catch (ProtocolViolation early) {
      return early;
    }
    return reader.fails(Arrays.copyOfRange(frame, cut, frame.length));
  }

  @Test
  void streamsComeInPiecesOfBoundedSize() throws ProtocolViolation {
    byte[] message = Wire.ascii(1_000_000);
    TestReader reader = TestReader.inflatingStream();
    byte[] frame = Wire.frame(0xc1, deflate(message));
    reader.feed(Arrays.copyOf(frame, frame.length / 2));
    assertThat(reader.recorder.pieces).hasSizeGreaterThan(3);
    reader.feed(Arrays.copyOfRange(frame, frame.length / 2, frame.length));
    reader.feed(Wire.frame(0xc2, deflate(Wire.bytes(10))));
    reader.feed("c201 00");
    assertThat(reader.recorder.pieces)
        .allSatisfy(piece -> assertThat(piece.length()).isLessThanOrEqualTo(2 * 65536 + 1));
    assertThat(reader.events())
        .containsExactly(
            Recorder.streamed(true, message),
            Recorder.streamed(false, Wire.bytes(10)),
            "streamed binary ");
  }

  @Test
  @DisplayName("8.1: streamed and inflated text is checked, too")
  void invalidStreamedText() {
    byte[] message = Wire.ascii(300_000);
    message[200_000] = (byte) 0xff;
    TestReader reader = TestReader.inflatingStream();
    assertThat(reader.fails(Wire.frame(0xc1, deflate(message))).closeCode()).isEqualTo(1007);
    assertThat(reader.recorder.unfinished.size()).isBetween(1, 200_000);
    zlib.reset();
    ProtocolViolation truncated =
        TestReader.inflatingStream().fails(Wire.frame(0xc1, deflate(Wire.hex("61e2"))));
    assertThat(truncated).hasMessageContaining("8.1");
  }

  /** Counts what the reader does with memory outside the heap. */
  private static final class Counting extends Inflater {
    int ends;

    Counting() {
      super(true);
    }

    @Override
    public void end() {
      ends++;
      super.end();
    }
  }

  @Test
  @DisplayName("the inflater is ended once, by Close, violation or end()")
  void endsTheInflaterOnce() throws ProtocolViolation {
    for (String last : new String[] {"8800", "83", ""}) {
      Counting inflater = new Counting();
      FrameReader reader = new FrameReader(
          Role.CLIENT, 100, false, new MessageInflater(false, inflater), new Recorder());
      byte[] hello = Wire.hex("c107 f248cdc9c90700" + last);
      try {
        reader.feed(hello, 0, hello.length);
      } catch (ProtocolViolation violation) {
        assertThat(last).isEqualTo("83");
      }
      assertThat(inflater.ends).isEqualTo(last.isEmpty() ? 0 : 1);
      reader.end();
      reader.end();
      assertThat(inflater.ends).isEqualTo(1);
      assertThat(reader.isFinished()).isTrue();
    }
  }

  @Test
  @DisplayName(
      "an idle connection gives back the memory outside the heap, and goes on with the same window")
  void givesTheInflaterBackWhenIdle() throws ProtocolViolation {
    Counting inflater = new Counting();
    Recorder recorder = new Recorder();
    FrameReader reader =
        new FrameReader(Role.CLIENT, 100, false, new MessageInflater(false, inflater), recorder);
    byte[] pong = Wire.hex("8a00");
    byte[] hello = Wire.hex("c107 f248cdc9c90700");
    reader.feed(hello, 0, hello.length);
    for (int i = 1; i < 2 * ReadBuffer.SMALL_READS; i++) {
      assertThat(inflater.ends).isZero();
      reader.feed(pong, 0, 2);
    }
    assertThat(inflater.ends).isEqualTo(1);
    byte[] again = Wire.hex("c105 f200110000");
    reader.feed(again, 0, again.length);
    assertThat(recorder.events).startsWith("text Hello").endsWith("text Hello");
  }

  @Test
  void keepsTheInflaterWithinAMessage() throws ProtocolViolation {
    Counting inflater = new Counting();
    Recorder recorder = new Recorder();
    FrameReader reader =
        new FrameReader(Role.CLIENT, 100, false, new MessageInflater(false, inflater), recorder);
    byte[] begin = Wire.hex("4103 f248cd");
    reader.feed(begin, 0, begin.length);
    byte[] pong = Wire.hex("8a00");
    for (int i = 0; i < 3 * ReadBuffer.SMALL_READS; i++) {
      reader.feed(pong, 0, 2);
    }
    assertThat(inflater.ends).isZero();
    byte[] rest = Wire.hex("8004 c9c90700");
    reader.feed(rest, 0, rest.length);
    assertThat(recorder.events).endsWith("text Hello");
  }
}
