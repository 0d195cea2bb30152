/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.Closeable;
import java.io.IOException;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closing what has ended: nobody is interested in its failure any more, except who reads the log. */
final class Closing {
  private static final Logger LOGGER = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  /** Cancels a call: OkHttp tells the user's event listener of it, on this thread. */
  static void cancel(Call call) {
    try {
      call.cancel();
    } catch (Throwable t) {
      // Kotlin throws what it does not declare, and a failed assertion is an Error.
      LOGGER.error(
          "The event listener of the OkHttpClient failed on being told of a cancellation", t);
    }
  }

  static void quietly(@Nullable Closeable closeable) {
    if (closeable == null) {
      return;
    }
    try {
      closeable.close();
    } catch (IOException e) {
      LOGGER.trace("Closing an ended connection failed", e);
    } catch (Throwable t) {
      // Interceptors, bodies and event listeners of the user run here.
      LOGGER.error("Closing an ended connection ran into an exception of user code", t);
    }
  }
}
