/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/** Sequences of frames, right and wrong, of every feature, for both roles. */
final class Corpus {
  static final class Sequence {
    final Role reader;
    final boolean compressed;
    final long limit;
    final byte[] bytes;
    private final String name;

    Sequence(Role reader, boolean compressed, long limit, byte[] bytes, String name) {
      this.reader = reader;
      this.compressed = compressed;
      this.limit = limit;
      this.bytes = bytes;
      this.name = name;
    }

    @Override
    public String toString() {
      return reader + " reads " + name;
    }
  }

  private static final class Frame {
    final int first;
    final byte[] payload;

    Frame(int first, byte[] payload) {
      this.first = first;
      this.payload = payload;
    }
  }

  private final List<Sequence> all = new ArrayList<>();

  private Corpus() {}

  static List<Sequence> sequences() {
    Corpus corpus = new Corpus();
    corpus.valid();
    corpus.wrongPayloads();
    corpus.wrongHeaders();
    corpus.compressed();
    corpus.large();
    return corpus.all;
  }

  /** Of two hex strings each: first byte, payload. */
  private static Frame[] frames(String... hex) {
    Frame[] frames = new Frame[hex.length / 2];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = new Frame(Integer.parseInt(hex[2 * i], 16), Wire.hex(hex[2 * i + 1]));
    }
    return frames;
  }

  private void add(String name, boolean compressed, long limit, Frame... frames) {
    for (Role reader : Role.values()) {
      Role sender = reader == Role.CLIENT ? Role.SERVER : Role.CLIENT;
      byte[][] bytes = new byte[frames.length][];
      for (int i = 0; i < frames.length; i++) {
        bytes[i] = Wire.frame(sender, frames[i].first, frames[i].payload);
      }
      all.add(new Sequence(reader, compressed, limit, Wire.concat(bytes), name));
    }
  }

  private void add(String name, Frame... frames) {
    add(name, false, TestReader.LIMIT, frames);
  }

  private void addRaw(String name, boolean compressed, String fromServer) {
    all.add(new Sequence(Role.CLIENT, compressed, TestReader.LIMIT, Wire.hex(fromServer), name));
  }

  private void valid() {
    add("nothing");
    add(
        "small messages",
        frames("81", "48656c6c6f", "82", "0102", "81", "", "82", "", "81", "e6bca2efbfbd"));
    add(
        "fragments",
        frames("01", "48", "89", "01", "00", "656c", "00", "", "8a", "", "80", "6c6f", "81", "61"));
    add(
        "code points cut by fragments",
        frames("01", "f0", "00", "9f98", "89", "", "80", "80", "02", "ff", "80", "fe"));
    add("empty fragments", frames("01", "", "00", "", "80", "", "02", "", "80", "07"));
    add(
        "16-bit lengths",
        new Frame(0x81, Wire.ascii(126)),
        new Frame(0x82, Wire.bytes(300)),
        new Frame(0x89, Wire.bytes(125)));
    add("Close", frames("81", "61", "88", "03e8627965c3a4", "81", "62", "ff", "ff"));
    add("Close within a message", frames("01", "61", "88", "", "80", "62"));
    add("incomplete", frames("81", "61", "02", "0102"));
  }

  private void wrongPayloads() {
    add("bad byte", frames("81", "61", "81", "6162ff63", "81", "64"));
    add("surrogate", frames("89", "", "81", "61eda08061"));
    add("overlong", frames("81", "61626364656667686970c0af"));
    add("truncated at FIN", frames("81", "61e282", "81", "61"));
    add("truncated at FIN of fragments", frames("01", "61", "00", "e2", "80", "82", "82", "01"));
    add(
        "bad byte in a fragment before other faults",
        frames("01", "61ff", "89", "", "83", "", "80", "61"));
    add("bad byte after a control frame", frames("01", "e2", "8a", "07", "80", "61", "81", "62"));
    add("close code", frames("81", "61", "88", "03ed6162", "81", "62"));
    add("close reason", frames("88", "03e86162ff63"));
    add("close reason, truncated", frames("88", "03e861e2"));
    add("over the limit", false, 5, frames("81", "6162636465", "82", "010203040506", "81", "61"));
    add(
        "over the limit in fragments",
        false,
        5,
        frames("01", "616263", "89", "", "00", "6465", "80", "66"));
    add("bad byte, then over the limit", false, 5, frames("01", "6162ff", "00", "646566"));
    add(
        "at the limit, cut code point, then over it",
        false,
        5,
        frames("01", "616263e2", "80", "8282"));
    Frame[] flood = new Frame[1030];
    Arrays.fill(flood, new Frame(0, new byte[0]));
    flood[0] = new Frame(1, Wire.utf8("a"));
    flood[700] = new Frame(0x89, Wire.utf8("ping"));
    add("empty fragment flood", flood);
  }

  private void wrongHeaders() {
    for (String first :
        new String[] {"83", "8b", "8f", "91", "a1", "c1", "c9", "09", "80", "00", "08"}) {
      add("first byte " + first, frames("81", "61", first, "6263", "81", "64"));
      add(
          "first byte " + first + " within a message",
          frames("01", "61", first, "6263", "80", "64"));
    }
    add("message within a message", frames("01", "61", "82", "62", "80", "63"));
    add("long control frame", new Frame(0x81, Wire.utf8("a")), new Frame(0x89, Wire.bytes(126)));
    add("Close with half a code", frames("81", "61", "88", "03"));
    addRaw("masked by the server", false, "810161 8181 00000000 61");
    addRaw("16 bits not minimal", false, "810161 827e007d 0102");
    addRaw("64 bits not minimal", false, "810161 827f000000000000ffff 0102");
    addRaw("64 bits with the top bit", false, "810161 827f8000000000000000 0102");
    addRaw("64 bits, huge", false, "810161 827f7fffffffffffffff 0102");
    all.add(new Sequence(Role.SERVER, false, 9, Wire.hex("8100"), "unmasked by the client"));
  }

  private void compressed() {
    Deflater zlib = new Deflater(6, true);
    byte[] text = Wire.utf8("Hello, Hello, hello! Grüße 漢字 😀 ".repeat(20));
    byte[] bad = text.clone();
    bad[text.length - 9] = (byte) 0xff;
    byte[] one = Deflated.deflate(zlib, text);
    byte[] two = Deflated.deflate(zlib, text);
    byte[] three = Deflated.deflate(zlib, bad);
    zlib.end();
    byte[] head = Arrays.copyOf(one, 10);
    byte[] tail = Arrays.copyOfRange(one, 10, one.length);
    Frame[] messages = {
      new Frame(0xc1, one), new Frame(0x81, Wire.utf8("plain")), new Frame(0xc2, two)
    };
    add("compressed", true, TestReader.LIMIT, messages);
    add(
        "compressed fragments",
        true,
        TestReader.LIMIT,
        new Frame(0x41, head),
        new Frame(0x89, new byte[0]),
        new Frame(0, new byte[0]),
        new Frame(0x80, tail),
        new Frame(0xc1, two));
    add(
        "compressed bad byte",
        true,
        TestReader.LIMIT,
        new Frame(0xc1, one),
        new Frame(0xc2, two),
        new Frame(0xc1, three),
        new Frame(0x81, text));
    add("compressed and at the limit", true, text.length, messages);
    add("compressed and over the limit", true, text.length - 1, messages);
    add(
        "compressed, bad before the limit",
        true,
        text.length - 8,
        new Frame(0xc1, one),
        messages[1]);
    add("nothing compressed", true, 0, frames("c1", "00", "42", "", "80", "00"));
    add("RSV1 on a continuation", true, 99, frames("41", "", "c0", "00"));
    add("RSV1 on a Ping", true, 99, frames("c1", "00", "c9", "00"));
    add(
        "final blocks",
        true,
        99,
        frames("c1", "f348cdc9c9070000", "c1", "f2480500 0000ffff cac9c90700"));
    add("not DEFLATE", true, TestReader.LIMIT, frames("81", "61", "c2", "07ffffff", "81", "62"));
  }

  private void large() {
    byte[] text = Wire.ascii(70_000);
    byte[] bad = text.clone();
    bad[69_000] = (byte) 0xff;
    add(
        "large messages",
        new Frame(0x81, text),
        new Frame(0x82, Wire.bytes(66_000)),
        new Frame(0x82, Wire.bytes(66_000)),
        new Frame(0x81, text),
        new Frame(0x89, Wire.bytes(4)));
    add(
        "large fragments",
        new Frame(0x01, Wire.ascii(70_000)),
        new Frame(0x8a, new byte[0]),
        new Frame(0x00, Wire.ascii(65_537)),
        new Frame(0x80, Wire.ascii(10)),
        new Frame(0x02, Wire.bytes(70_000)),
        new Frame(0x80, Wire.bytes(70_000)));
    add("large bad text", new Frame(0x81, Wire.utf8("a")), new Frame(0x81, bad));
    add(
        "large over the limit",
        false,
        70_000,
        new Frame(0x81, Wire.ascii(70_000)),
        new Frame(0x82, Wire.bytes(70_001)));
    add(
        "as large as the buffer",
        new Frame(0x81, Wire.ascii(65_536)),
        new Frame(0x82, Wire.bytes(65_535)),
        new Frame(0x81, Wire.ascii(60_000)),
        new Frame(0x88, Wire.hex("03e8")));
  }
}
