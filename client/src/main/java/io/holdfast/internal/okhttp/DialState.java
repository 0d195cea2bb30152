/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import io.holdfast.internal.protocol.Handshake;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.List;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** What the interceptors, the event listener and the sockets of one dial share. It travels as a tag of the request. */
final class DialState {
  private static final SecureRandom RANDOM = new SecureRandom();

  final OpeningSockets opening = new OpeningSockets();
  final PhaseListener phases = new PhaseListener(opening);

  // Written and read by the thread in Dial.execute() only, which runs the interceptors.

  /** The Sec-WebSocket-Key of the last request on the wire; before the first one, the key it will carry. */
  private String key = Handshake.newKey(RANDOM);

  private int wireRequests;

  private @Nullable DialRequest request;

  /** The last answer from the wire, its status as it was received. */
  @Nullable
  Response answer;

  /** The socket, of type SSLSocket for wss, that the last request was written to. */
  @Nullable
  Socket socket;

  /** What OkHttp itself handed over for a 101; an interceptor of the user may have replaced it in the response. */
  okio.@Nullable Socket upgraded;

  /** Why a redirect was not followed, or null. */
  @Nullable
  String redirectRefused;

  DialState(DialRequest request) {
    this.request = request;
  }

  static DialState of(Call call) {
    DialState state = call.request().tag(DialState.class);
    if (state == null) {
      throw new IllegalStateException(
          "A client derived for dialling was given a call that is no dial");
    }
    return state;
  }

  DialRequest request() {
    DialRequest wanted = request;
    if (wanted == null) {
      throw new IllegalStateException("An interceptor has used a call whose dial is over");
    }
    return wanted;
  }

  String key() {
    return key;
  }

  int wireRequests() {
    return wireRequests;
  }

  /** The dial is over: OkHttp's call, which lives as long as the connection, need not keep these. */
  void forget() {
    request = null;
    answer = null;
    socket = null;
    upgraded = null;
  }

  /** The request with the handshake's headers in place of whatever an interceptor made of them, and nothing else. */
  Request withHandshake(Request from) {
    Request.Builder builder = from.newBuilder().removeHeader("Upgrade").removeHeader("Connection");
    for (String name : from.headers().names()) {
      // Without regard to the locale: names are ASCII.
      if (name.regionMatches(true, 0, "Sec-WebSocket-", 0, "Sec-WebSocket-".length())) {
        builder.removeHeader(name);
      }
    }
    List<String> headers =
        Handshake.requestHeaders(key, request().subprotocols(), request().offer());
    for (int i = 0; i < headers.size(); i += 2) {
      builder.header(headers.get(i), headers.get(i + 1));
    }
    return builder.build();
  }

  /** The request as it goes on the wire. 4.1: the nonce must be selected anew for each connection. */
  Request forWire(Request from) {
    if (wireRequests > 0) {
      key = Handshake.newKey(RANDOM);
    }
    wireRequests++;
    return withHandshake(from);
  }
}
