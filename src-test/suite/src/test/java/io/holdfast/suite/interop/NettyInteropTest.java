/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import java.util.Map;

class NettyInteropTest extends InteropChecks {
  @Override
  ForeignServer start(String scheme, int port) throws Exception {
    return NettyServer.start(scheme, port);
  }

  @Override
  Map<String, Answer> answers() {
    return Map.of(
        "server_no_context_takeover",
        Answer.DECLINES,
        "server_max_window_bits",
        Answer.DECLINES,
        "all of them",
        Answer.DECLINES);
  }
}
