/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/** Events that no engine made. */
public final class TestEvents {
  private TestEvents() {}

  public static OpenEvent open(int connectionNumber) {
    OpenEvent.Builder event = new OpenEvent.Builder();
    event.connectionNumber = connectionNumber;
    event.response = new Response.Builder()
        .request(new Request.Builder().url("http://localhost/").build())
        .protocol(Protocol.HTTP_1_1)
        .code(101)
        .message("Switching Protocols")
        .build();
    return new OpenEvent(event);
  }

  public static CloseEvent lost(int connectionNumber) {
    CloseEvent.Builder event = new CloseEvent.Builder();
    event.connectionNumber = connectionNumber;
    event.willReconnect = true;
    return new CloseEvent(event);
  }

  public static CloseEvent last(int code, boolean wasClean, CloseEvent.Initiator initiator) {
    CloseEvent.Builder event = new CloseEvent.Builder();
    event.code = code;
    event.wasClean = wasClean;
    event.initiator = initiator;
    return new CloseEvent(event);
  }
}
