/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** What the tests of dialling share. */
final class Dials {
  static final Headers NONE = Headers.of();

  private Dials() {}

  static DialRequest request(HttpUrl url) {
    return DialRequest.of(url, NONE, List.of(), null, false);
  }

  static DialRequest following(HttpUrl url, Headers headers) {
    return DialRequest.of(url, headers, List.of(), new DeflateOffer(false, false, 15, 0), true);
  }

  static Dialed dial(OkHttpClient client, HttpUrl url) throws IOException {
    return new Dialer(client).newDial(request(url)).execute();
  }

  static Dialed dial(HttpUrl url) throws IOException {
    return dial(ScriptedServer.trusting().build(), url);
  }

  /** Runs it on a thread of its own. */
  static <T> Future<T> inBackground(java.util.concurrent.Callable<T> task) {
    CompletableFuture<T> future = new CompletableFuture<>();
    ScriptedServer.daemon("background", () -> {
      try {
        future.complete(task.call());
      } catch (Throwable e) {
        future.completeExceptionally(e);
      }
    });
    return future;
  }

  /** Reads as many bytes, or up to the end. */
  static byte[] read(Transport transport, int count) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] some = new byte[7];
    while (bytes.size() < count) {
      int n = transport.read(some, 0, Math.min(some.length, count - bytes.size()));
      if (n == -1) {
        break;
      }
      bytes.write(some, 0, n);
    }
    return bytes.toByteArray();
  }
}
