/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.differential;

import static io.holdfast.testkit.TestFrame.BINARY;
import static io.holdfast.testkit.TestFrame.CONTINUATION;
import static io.holdfast.testkit.TestFrame.PING;
import static io.holdfast.testkit.TestFrame.PONG;
import static io.holdfast.testkit.TestFrame.TEXT;

import io.holdfast.testkit.TestFrame;
import io.holdfast.testkit.TestFrames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import okio.ByteString;

/** What a server sends after the handshake, by a seed: messages of all sizes in frames of all sizes, and then an end. */
final class Input {
  private static final int[] SIZES = {0, 1, 2, 124, 125, 126, 127, 4_096, 65_535, 65_536, 70_000};
  private static final int LARGE = 1_000;
  private static final int LARGEST_MESSAGE = 300;

  private final int number;
  private final Ending ending;
  private final Random random;
  private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
  private final StringBuilder described = new StringBuilder();
  private final List<String> pings = new ArrayList<>();
  private final long cuts;

  Input(int number) {
    this.number = number;
    this.random = new Random(number);
    this.ending = Ending.values()[number % Ending.values().length];
    for (int messages = random.nextInt(5); messages > 0; messages--) {
      message();
    }
    boolean open = random.nextInt(3) == 0;
    if (open) {
      add(TestFrame.of(TEXT, text()).withFin(false));
      maybeControl();
    }
    byte[] last = ending.bytes(random, open);
    described.append(ending).append(' ').append(ByteString.of(last).hex());
    wire.writeBytes(last);
    if (!isCut()) {
      // who overlooked what was wrong comes to an end here; whoever has one takes no notice
      wire.writeBytes(TestFrames.close(1000, "overlooked").encode());
    }
    this.cuts = random.nextLong();
  }

  int number() {
    return number;
  }

  Ending ending() {
    return ending;
  }

  boolean isCut() {
    return ending == Ending.CUT;
  }

  /** The payloads of the pings before the end. */
  List<String> pings() {
    return pings;
  }

  private void message() {
    int size = random.nextInt(4) == 0 ? SIZES[random.nextInt(SIZES.length)] : random.nextInt(300);
    boolean text = random.nextBoolean();
    byte[] payload = new byte[size];
    if (text && size > LARGEST_MESSAGE) {
      Arrays.fill(payload, (byte) 'x');
    } else if (text) {
      payload = text();
    } else {
      random.nextBytes(payload);
    }
    int opcode = text ? TEXT : BINARY;
    int at = 0;
    for (int fragments = random.nextInt(4); fragments > 0; fragments--) {
      maybeControl();
      int length = random.nextInt(payload.length - at + 1);
      add(TestFrame.of(opcode, Arrays.copyOfRange(payload, at, at + length)).withFin(false));
      at += length;
      opcode = CONTINUATION;
    }
    maybeControl();
    add(TestFrame.of(opcode, Arrays.copyOfRange(payload, at, payload.length)));
    maybeControl();
  }

  private byte[] text() {
    return Texts.any(random, 60).getBytes(StandardCharsets.UTF_8);
  }

  private void maybeControl() {
    if (random.nextInt(4) == 0) {
      byte[] payload = new byte[random.nextBoolean() ? random.nextInt(126) : random.nextInt(4)];
      random.nextBytes(payload);
      boolean ping = random.nextInt(3) > 0;
      if (ping) {
        pings.add(ByteString.of(payload).hex());
      }
      add(TestFrame.of(ping ? PING : PONG, payload));
    }
  }

  private void add(TestFrame frame) {
    described.append(frame).append('\n');
    wire.writeBytes(frame.encode());
  }

  /** What is written at a time: the whole, one byte each, or anything in between; the beginning may be with the head. */
  List<byte[]> pieces(byte[] head) {
    Random cutting = new Random(cuts);
    byte[] frames = wire.toByteArray();
    int glued = cutting.nextBoolean() ? 0 : cutting.nextInt(frames.length + 1);
    List<byte[]> pieces = new ArrayList<>();
    pieces.add(Texts.concat(head, Arrays.copyOf(frames, glued)));
    boolean bytewise = frames.length < LARGE && cutting.nextInt(4) == 0;
    int most = bytewise ? 1 : 1 + cutting.nextInt(Math.max(1, frames.length));
    for (int at = glued; at < frames.length; ) {
      int length = Math.min(frames.length - at, 1 + cutting.nextInt(most));
      pieces.add(Arrays.copyOfRange(frames, at, at + length));
      at += length;
    }
    return pieces;
  }

  @Override
  public String toString() {
    return "input " + number + ":\n" + described;
  }
}
