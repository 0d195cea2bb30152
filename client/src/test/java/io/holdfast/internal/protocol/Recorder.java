/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes down what a reader finds; the pieces of a streamed message become one event. */
class Recorder implements FrameHandler {
  final List<String> events = new ArrayList<>();
  final List<byte[]> binaries = new ArrayList<>();
  final List<String> pieces = new ArrayList<>();
  final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();

  static String text(String text) {
    return "text " + (text.length() <= 80 ? text : text.length() + "#" + text.hashCode());
  }

  static String binary(byte[] payload) {
    return "binary " + brief(payload);
  }

  static String streamed(boolean text, byte[] payload) {
    return (text ? "streamed text " : "streamed binary ") + brief(payload);
  }

  private static String brief(byte[] payload) {
    return payload.length <= 80
        ? Wire.hex(payload)
        : payload.length + "#" + Arrays.hashCode(payload);
  }

  @Override
  public void onText(String text, int byteCount) {
    if (byteCount != Wire.utf8(text).length) {
      throw new AssertionError("byteCount " + byteCount + " of " + text(text));
    }
    events.add(text(text));
  }

  @Override
  public void onBinary(byte[] payload) {
    events.add(binary(payload));
    binaries.add(payload);
  }

  @Override
  public void onFragment(byte[] payload, boolean text, boolean last) {
    if (payload.length == 0 && !last) {
      throw new AssertionError("an empty piece that ends nothing");
    }
    pieces.add(Wire.hex(payload) + (last ? "." : ""));
    unfinished.writeBytes(payload);
    if (last) {
      events.add(streamed(text, unfinished.toByteArray()));
      unfinished.reset();
    }
  }

  @Override
  public void onPing(byte[] payload) {
    events.add("ping " + Wire.hex(payload));
  }

  @Override
  public void onPong(byte[] payload) {
    events.add("pong " + Wire.hex(payload));
  }

  @Override
  public void onClose(int code, String reason) {
    events.add("close " + code + " " + reason);
  }
}
