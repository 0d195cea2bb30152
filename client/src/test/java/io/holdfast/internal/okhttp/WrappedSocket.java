/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.ForwardingSink;
import okio.ForwardingSource;
import okio.Okio;
import okio.Sink;
import okio.Socket;
import okio.Source;

/** What an interceptor may put around OkHttp's socket. It looks like OkHttp's, but its buffer is a second one. */
final class WrappedSocket implements Socket {
  static final Response RESPONSE = new Response.Builder()
      .request(new Request.Builder().url("http://localhost/").build())
      .protocol(Protocol.HTTP_1_1)
      .code(101)
      .message("")
      .build();

  private final Socket inner;
  private final Source source;
  private final Sink sink;

  WrappedSocket(Socket inner) {
    this.inner = inner;
    this.source = new ForwardingSource(Okio.buffer(inner.getSource())) {};
    this.sink = new ForwardingSink(Okio.buffer(inner.getSink())) {};
  }

  @Override
  public Source getSource() {
    return source;
  }

  @Override
  public Sink getSink() {
    return sink;
  }

  @Override
  public void cancel() {
    inner.cancel();
  }
}
