/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.conformance;

import static io.holdfast.testkit.TestFrames.close;
import static io.holdfast.testkit.TestFrames.text;

import io.holdfast.CloseCode;

/** RFC 6455 7.4: which codes may come, and that each is answered with itself. */
class Rfc6455Section7_4Test extends Section {
  private static final int[] ALLOWED = {
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3001, 3999, 4000,
    4001, 4998, 4999
  };

  private static final int[] FORBIDDEN = {
    0, 1, 125, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 5001, 32_768, 65_535
  };

  Rfc6455Section7_4Test() {
    super("RFC 6455 7.4");
    for (int code : ALLOWED) {
      rule(
          "the code " + code + " is answered",
          dialog -> dialog.echoes(text("before")).ends(code, code % 2 == 0 ? "" : "because"));
    }
    for (int code : FORBIDDEN) {
      rule(
          "the code " + code + " must not be on the wire",
          dialog -> dialog
              .send(text("before"), close(code, "because"), text("behind"))
              .expect(text("before"))
              .fails(CloseCode.PROTOCOL_ERROR));
    }
    rule(
        "a bad code, and its reason never comes",
        dialog -> dialog
            .sendRaw(close(999, "").withClaimedLength(100).encode())
            .fails(CloseCode.PROTOCOL_ERROR));
  }
}
