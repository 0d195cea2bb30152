/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite;

import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Awaitility looks once in 100 ms unless told otherwise: hundreds of tests would wait that long for what is there. */
public final class QuickPolls implements BeforeAllCallback {
  private static final int MILLIS = 5;

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultPollInterval(MILLIS, TimeUnit.MILLISECONDS);
  }
}
