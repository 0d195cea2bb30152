/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import org.junit.jupiter.api.AfterEach;

/** A socket whose send queue takes four messages or 100 bytes. */
abstract class SendQueueCase {
  Rig rig = new Rig(builder -> builder.sendLimit(100, 4));

  @AfterEach
  void contractHeld() {
    rig.verify();
  }

  static String of(int length) {
    return "x".repeat(length);
  }

  final void keeping(Outbox outbox) {
    rig = new Rig(builder -> builder.sendLimit(100, 4).outbox(outbox));
  }
}
