/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7692 7.2.2: decompression")
class MessageInflaterTest {
  private static final byte[] HELLO = Deflated.hex("f2 48 cd c9 c9 07 00");
  /** "Hello" again, as a reference to the message before it. */
  private static final byte[] HELLO_AGAIN = Deflated.hex("f2 00 11 00 00");

  private final MessageInflater inflater = new MessageInflater(false);

  @AfterEach
  void end() {
    inflater.end();
  }

  private String inflate(String payload) throws ProtocolViolation {
    return inflate(Deflated.hex(payload));
  }

  private String inflate(byte[] payload) throws ProtocolViolation {
    return new String(Deflated.inflate(inflater, payload), StandardCharsets.ISO_8859_1);
  }

  private static void refuses(String payload) {
    MessageInflater fresh = new MessageInflater(false);
    assertThatThrownBy(() -> Deflated.inflate(fresh, Deflated.hex(payload)))
        .asInstanceOf(type(ProtocolViolation.class))
        .satisfies(violation -> {
          assertThat(violation.closeCode()).isEqualTo(1007);
          assertThat(violation).hasMessageStartingWith("RFC 7692 7.2");
        });
    fresh.end();
  }

  @Nested
  @DisplayName("7.2.3: the examples, in pieces of every size")
  class Examples {
    @ParameterizedTest(name = "input {0}, output {1}")
    @CsvSource({"1, 1", "1, 100", "2, 3", "3, 2", "100, 1", "100, 5", "100, 100"})
    void areReadInPiecesOfEverySize(int input, int output) throws Exception {
      for (String payload : new String[] {
        "f2 48 cd c9 c9 07 00",
        "f2 00 11 00 00",
        "00 05 00 fa ff 48 65 6c 6c 6f 00",
        "f3 48 cd c9 c9 07 00 00",
        "f2 48 05 00 00 00 ff ff ca c9 c9 07 00"
      }) {
        assertThat(Deflated.inflate(inflater, Deflated.hex(payload), input, output))
            .asString()
            .isEqualTo("Hello");
        assertThat(Deflated.inflate(inflater, Deflated.hex("00"), input, output))
            .isEmpty();
      }
    }

    @Test
    @DisplayName("7.2.3.6: an empty message is the byte 00")
    void anEmptyMessageIsOneByte() throws Exception {
      assertThat(inflate("00")).isEmpty();
      assertThat(inflate("00")).isEmpty();
      assertThat(inflate(HELLO)).isEqualTo("Hello");
    }
  }

  @Nested
  @DisplayName("7.2.1: blocks with BFINAL set")
  class FinalBlocks {
    @Test
    void theMessageGoesOnAtTheNextByte() throws Exception {
      assertThat(inflate("f3 48 cd c9 c9 07 00  f3 48 cd c9 c9 07 00  f2 48 cd c9 c9 07 00"))
          .isEqualTo("HelloHelloHello");
    }

    @Test
    void theWindowGoesOnToo() throws Exception {
      assertThat(inflate("f3 48 cd c9 c9 07 00  f2 00 11 00 00")).isEqualTo("HelloHello");
      assertThat(inflate("f3 00 11 00  00")).isEqualTo("Hello");
      assertThat(inflate(HELLO_AGAIN)).isEqualTo("Hello");
    }

    @Test
    void theWindowOf32KiBGoesOnWhole() throws Exception {
      byte[] first = Deflated.random(50_000);
      Deflater zlib = new Deflater(9, true);
      zlib.setInput(first);
      zlib.finish();
      byte[] buffer = new byte[60_000];
      byte[] firstBlocks = Arrays.copyOf(buffer, zlib.deflate(buffer));
      zlib.reset();
      zlib.setDictionary(first, first.length - 32_768, 32_768);
      // The furthest that zlib itself refers back to.
      byte[] second = Arrays.copyOfRange(first, first.length - 32_506, first.length);
      byte[] secondBlocks = Deflated.deflate(zlib, second);
      zlib.end();
      assertThat(secondBlocks.length).isLessThan(1_000);
      for (int output : new int[] {1_000, 32_768, 40_000, 100_000}) {
        MessageInflater fresh = new MessageInflater(true);
        assertThat(Deflated.inflate(fresh, Deflated.concat(firstBlocks, secondBlocks), 700, output))
            .isEqualTo(Deflated.concat(first, second));
        fresh.end();
      }
    }

    @Test
    void theLastBlockMayBeFinalItself() throws Exception {
      assertThat(inflate(HELLO)).isEqualTo("Hello");
      assertThat(inflate("01")).isEmpty();
      assertThat(inflate(HELLO_AGAIN)).isEqualTo("Hello");
    }

    @Test
    @DisplayName("7.2.1 asks for a 00 after it, but nothing is lost without")
    void theMessageMayEndWithoutAnEmptyBlock() throws Exception {
      assertThat(inflate("f3 48 cd c9 c9 07 00")).isEqualTo("Hello");
      assertThat(inflate(HELLO_AGAIN)).isEqualTo("Hello");
    }

    @Test
    void theNextFrameOfTheMessageMayBringTheEmptyBlock() throws Exception {
      assertThat(Deflated.inflate(inflater, Deflated.hex("f3 48 cd c9 c9 07 00 00"), 7, 100))
          .asString()
          .isEqualTo("Hello");
      assertThat(inflate(HELLO_AGAIN)).isEqualTo("Hello");
    }

    @Test
    void thousandsOfThemAreReadIfTheyBringData() throws Exception {
      byte[] block = Deflated.concat(Deflated.hex("01 40 00 bf ff"), Deflated.random(64));
      List<byte[]> blocks = new ArrayList<>(Collections.nCopies(5_000, block));
      blocks.addAll(Collections.nCopies(64, Deflated.hex("03 00")));
      blocks.add(Deflated.hex("00"));
      byte[] payload = Deflated.concat(blocks.toArray(new byte[0][]));
      assertThat(inflate(payload)).hasSize(320_000);
      assertThat(inflate(payload)).hasSize(320_000);
    }

    @ParameterizedTest(name = "{0} bytes allow {1} final blocks")
    @CsvSource({"0, 64", "63, 64", "64, 65", "6400, 164"})
    @DisplayName("a flood of empty ones would take time but never meet the limit of a message")
    void aFloodOfEmptyOnesIsRefused(int bytes, int allowed) throws Exception {
      byte[] length = {0, (byte) bytes, (byte) (bytes >> 8), (byte) ~bytes, (byte) (~bytes >> 8)};
      byte[] finals = Deflated.hex("0300".repeat(allowed));
      byte[] most = Deflated.concat(length, Deflated.random(bytes), finals, Deflated.hex("00"));
      // What an earlier message brought does not count.
      assertThat(inflate(most)).hasSize(bytes);
      assertThat(inflate(most)).hasSize(bytes);
      byte[] tooMany =
          Deflated.concat(length, Deflated.random(bytes), finals, Deflated.hex("03 00 00"));
      assertThatThrownBy(() -> inflate(tooMany))
          .asInstanceOf(type(ProtocolViolation.class))
          .returns(1008, ProtocolViolation::closeCode);
    }

    @Test
    @DisplayName(
        "what the last block before the flood holds is given out first, whatever the chunks")
    void aFloodEndsTheMessageAfterWhatCameBeforeIt() throws Exception {
      byte[] hello = Deflated.hex("f348cdc9c90700");
      byte[] payload = Deflated.concat(Deflated.hex("0300".repeat(64)), hello, Deflated.hex("00"));
      for (int chunk : new int[] {1, payload.length}) {
        MessageInflater one = new MessageInflater(false);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        byte[] room = new byte[100];
        assertThatThrownBy(() -> {
              for (int at = 0; at < payload.length; at += chunk) {
                one.input(payload, at, Math.min(chunk, payload.length - at));
                for (int n = one.inflate(room, 0, 100); n > 0; n = one.inflate(room, 0, 100)) {
                  output.write(room, 0, n);
                }
              }
            })
            .asInstanceOf(type(ProtocolViolation.class))
            .returns(1008, ProtocolViolation::closeCode);
        assertThat(output).as("in chunks of %d", chunk).hasToString("Hello");
        one.end();
      }
    }

    @Test
    void trailingBytesThatAreNoBlockAreRefused() {
      refuses("f3 48 cd c9 c9 07 00 ff");
    }

    @Test
    void trailingBytesThatBeginABlockAreRefused() {
      refuses("f3 48 cd c9 c9 07 00 f2");
    }
  }

  @Nested
  @DisplayName("7.2.2: what is no DEFLATE data ends the connection with 1007")
  class CorruptData {
    @ParameterizedTest(name = "{0}")
    @ValueSource(
        strings = {
          "06", // reserved block type
          "07",
          "f2 00 11 00 00", // refers to before the beginning
          "00 05 00 00 00 48 65 6c 6c 6f 00", // LEN and NLEN differ
          "ff ff ff ff",
          "04 ff ff ff ff ff ff ff", // code lengths that make no code
          "00 00 00 ff ff 06"
        })
    void isRefused(String payload) {
      refuses(payload);
    }

    @Test
    void keepsTheReasonOfZlib() {
      assertThatThrownBy(() -> inflate(HELLO_AGAIN))
          .cause()
          .hasMessage("invalid distance too far back");
    }

    @Test
    @DisplayName("7.2.1: a payload that ends inside a block is refused wherever it is cut")
    void isRefusedWhereverThePayloadIsCut() throws Exception {
      for (int length = 1; length < HELLO.length; length++) {
        refuses(HexFormat.of().formatHex(HELLO, 0, length));
      }
      refuses("00 05 00 fa ff 48 65");
      refuses("00 05 00 fa ff 48 65 6c 6c 6f");
    }

    @Test
    void neverGivesMoreThanThePrefixOfWhatWasCut() throws Exception {
      byte[] message = Deflated.text(3_000);
      Deflater zlib = new Deflater(9, true);
      byte[] payload = Deflated.deflate(zlib, message);
      zlib.end();
      int refused = 0;
      for (int length = 1; length < payload.length; length++) {
        MessageInflater fresh = new MessageInflater(true);
        try {
          byte[] got = Deflated.inflate(fresh, Arrays.copyOf(payload, length));
          assertThat(got).isEmpty();
        } catch (ProtocolViolation e) {
          assertThat(e.closeCode()).isEqualTo(1007);
          refused++;
        }
        fresh.end();
      }
      assertThat(refused).isGreaterThan(payload.length - 100);
    }

    @Test
    void anInflaterThatStandsStillDoesNotLoop() throws Exception {
      MessageInflater stuck = new MessageInflater(false, new Inflater(true) {
        @Override
        public int inflate(byte[] dst, int off, int len) {
          return 0;
        }

        @Override
        public boolean needsDictionary() {
          return true;
        }
      });
      stuck.input(HELLO, 0, HELLO.length);
      assertThatThrownBy(() -> stuck.inflate(new byte[10], 0, 10))
          .hasMessage("RFC 7692 7.2.2: the payload cannot be decompressed")
          .asInstanceOf(type(ProtocolViolation.class))
          .returns(1007, ProtocolViolation::closeCode);
      stuck.end();
    }
  }

  @Nested
  @DisplayName("7.1.1: context takeover")
  class ContextTakeover {
    @Test
    void aMessageMayReferToTheOneBeforeIt() throws Exception {
      assertThat(inflate(HELLO)).isEqualTo("Hello");
      assertThat(inflate(HELLO_AGAIN)).isEqualTo("Hello");
    }

    @Test
    void withoutItNothingIsKept() throws Exception {
      MessageInflater forgetful = new MessageInflater(true);
      assertThat(Deflated.inflate(forgetful, HELLO)).asString().isEqualTo("Hello");
      assertThat(Deflated.inflate(forgetful, HELLO)).asString().isEqualTo("Hello");
      assertThatThrownBy(() -> Deflated.inflate(forgetful, HELLO_AGAIN))
          .isInstanceOf(ProtocolViolation.class);
      forgetful.end();
    }

    @Test
    void withoutItNothingIsKeptOverAFinalBlockOfTheNextMessageEither() throws Exception {
      MessageInflater forgetful = new MessageInflater(true);
      assertThat(Deflated.inflate(forgetful, HELLO)).asString().isEqualTo("Hello");
      byte[] payload = Deflated.concat(Deflated.hex("03 00"), HELLO_AGAIN);
      assertThatThrownBy(() -> Deflated.inflate(forgetful, payload))
          .isInstanceOf(ProtocolViolation.class);
      forgetful.end();
    }

    @ParameterizedTest(name = "no_context_takeover {0}, level {1}")
    @CsvSource({
      "false, 0",
      "false, 1",
      "false, 6",
      "false, 9",
      "true, 0",
      "true, 1",
      "true, 6",
      "true, 9"
    })
    void streamsOfJavasDeflaterAreReadInPieces(boolean noContextTakeover, int level)
        throws Exception {
      Deflater zlib = new Deflater(level, true);
      MessageInflater peer = new MessageInflater(noContextTakeover);
      for (int size : new int[] {1, 100, 5_000, 70_000, 200_000, 7}) {
        for (byte[] message : List.of(
            Deflated.text(size), Deflated.random(size), Deflated.repetitive(size, 32_000))) {
          byte[] payload = Deflated.deflate(zlib, message);
          assertThat(Deflated.inflate(peer, payload, 1_021, 65_536)).isEqualTo(message);
          if (noContextTakeover) {
            zlib.reset();
          }
        }
      }
      peer.end();
      zlib.end();
    }

    @Test
    void aPayloadOfNoBytesIsAnEmptyMessageThatChangesNothing() throws Exception {
      assertThat(inflate(HELLO)).isEqualTo("Hello");
      assertThat(inflate("")).isEmpty();
      assertThat(inflate(HELLO_AGAIN)).isEqualTo("Hello");
    }
  }

  @Nested
  class BoundedWork {
    @Test
    void aBombComesOutNoFasterThanItIsAskedFor() throws Exception {
      Deflater zlib = new Deflater(9, true);
      byte[] payload = Deflated.deflate(zlib, new byte[64 << 20]);
      zlib.end();
      assertThat(payload.length).isLessThan(100_000);
      inflater.input(payload, 0, payload.length);
      byte[] dst = new byte[1_000];
      for (int i = 0; i < 100; i++) {
        assertThat(inflater.inflate(dst, 0, 1_000)).isEqualTo(1_000);
      }
    }

    @Test
    void emptyBlocksAreReadInOneGo() throws Exception {
      byte[] block = Deflated.hex("00 00 00 ff ff");
      List<byte[]> blocks = new ArrayList<>(Collections.nCopies(100_000, block));
      blocks.add(HELLO);
      assertThat(inflate(Deflated.concat(blocks.toArray(new byte[0][])))).isEqualTo("Hello");
    }

    @Test
    void anEmptyPieceChangesNothing() throws Exception {
      inflater.input(HELLO, 0, 3);
      byte[] dst = new byte[10];
      int n = inflater.inflate(dst, 0, 10);
      assertThat(inflater.inflate(dst, n, 10 - n)).isZero();
      inflater.input(HELLO, 3, 0);
      assertThat(inflater.inflate(dst, n, 10 - n)).isZero();
      inflater.input(HELLO, 3, HELLO.length - 3);
      n += inflater.inflate(dst, n, 10 - n);
      inflater.endOfMessage();
      assertThat(inflater.inflate(dst, n, 10 - n)).isZero();
      assertThat(new String(dst, 0, n, StandardCharsets.US_ASCII)).isEqualTo("Hello");
      inflater.reset();
    }
  }
}
