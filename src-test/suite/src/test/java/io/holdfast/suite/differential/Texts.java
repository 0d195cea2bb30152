/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.differential;

import io.holdfast.testkit.TestFrames;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Text with characters of every length in UTF-8, and what is no text. */
final class Texts {
  /** No text whatever follows in ASCII. */
  static final String[] BAD = {
    "80",
    "bf",
    "c0af",
    "c1bf",
    "e080af",
    "eda080",
    "edbfbf",
    "f08080af",
    "f4908080",
    "f888808080",
    "fe",
    "ff",
    "c328",
    "e22861",
    "e28228",
    "f0288cbc",
    "f09f28",
    "f09f9828"
  };

  /** Characters that lack their last bytes. */
  static final String[] CUT = {"c3", "e2", "e282", "f0", "f09f", "f09f98"};

  private static final String[] CHARACTERS = {
    "a",
    "Z",
    " ",
    "\u0000",
    "\u007f",
    "\u0080",
    "ä",
    "\u07ff",
    "\u0800",
    "漢",
    "\ud7ff",
    "\ue000",
    "\ufffd",
    "\uffff",
    "\ud800\udc00",
    "😀",
    "\udbff\udfff"
  };

  private Texts() {}

  /** At most so many characters. */
  static String any(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(CHARACTERS[random.nextInt(CHARACTERS.length)]);
    }
    return text.toString();
  }

  /** Text, these bytes, and ASCII if there is to be more. */
  static byte[] around(Random random, String hex, String more) {
    byte[] before = any(random, 40).getBytes(StandardCharsets.UTF_8);
    byte[] after = (more.isEmpty() ? "" : "." + more).getBytes(StandardCharsets.UTF_8);
    return concat(before, TestFrames.hex(hex), after);
  }

  static byte[] concat(byte[]... parts) {
    java.io.ByteArrayOutputStream joined = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
