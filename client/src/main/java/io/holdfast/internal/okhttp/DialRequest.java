/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import io.holdfast.internal.protocol.Extensions.DeflateOffer;
import io.holdfast.internal.protocol.Handshake;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** What to dial: a URL (http for ws, https for wss), the user's headers and what to offer. Immutable. */
public final class DialRequest {
  private final Request request;
  private final List<String> subprotocols;
  private final @Nullable DeflateOffer offer;
  private final boolean followRedirects;

  private DialRequest(
      Request request,
      List<String> subprotocols,
      @Nullable DeflateOffer offer,
      boolean followRedirects) {
    this.request = request;
    this.subprotocols = subprotocols;
    this.offer = offer;
    this.followRedirects = followRedirects;
  }

  /**
   * A request made of its parts.
   *
   * @param offer null if permessage-deflate is off
   * @throws IllegalArgumentException as {@link #from} does
   */
  public static DialRequest of(
      HttpUrl url,
      Headers headers,
      List<String> subprotocols,
      @Nullable DeflateOffer offer,
      boolean followRedirects) {
    return from(
        new Request.Builder().url(url).headers(headers).build(),
        subprotocols,
        offer,
        followRedirects);
  }

  /**
   * A request that the user may have changed. Its tags are kept.
   *
   * @param offer null if permessage-deflate is off
   * @throws IllegalArgumentException if it is not a GET without body, has a fragment, or has a header that only the
   *     handshake may set or that no header can be
   */
  public static DialRequest from(
      Request userRequest,
      List<String> subprotocols,
      @Nullable DeflateOffer offer,
      boolean followRedirects) {
    // 4.1: the method of the request must be GET.
    if (!userRequest.method().equals("GET") || userRequest.body() != null) {
      throw new IllegalArgumentException(
          "The opening handshake must be a GET without body: remove method and body");
    }
    // 3: fragment identifiers must not be used.
    if (userRequest.url().fragment() != null) {
      throw new IllegalArgumentException(
          "A WebSocket URL must not have a fragment: remove it, or escape # as %23");
    }
    for (int i = 0; i < userRequest.headers().size(); i++) {
      String name = userRequest.headers().name(i);
      Handshake.checkHeaderName(name);
      Handshake.checkHeaderValue(name, userRequest.headers().value(i));
      if (name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("Transfer-Encoding")) {
        // The server would take the first frames for the body.
        throw new IllegalArgumentException(
            "The header " + name + " cannot be set: the handshake has no body; remove it");
      }
    }
    Handshake.checkSubprotocols(subprotocols);
    List<String> copy = Collections.unmodifiableList(new ArrayList<>(subprotocols));
    return new DialRequest(userRequest, copy, offer, followRedirects);
  }

  /** The URL, its scheme http or https. */
  public HttpUrl url() {
    return request.url();
  }

  /** The user's headers; those of the handshake are not among them. */
  public Headers headers() {
    return request.headers();
  }

  /** The subprotocols to offer, the preferred one first. */
  public List<String> subprotocols() {
    return subprotocols;
  }

  /** The permessage-deflate to offer; null if it is off. */
  public @Nullable DeflateOffer offer() {
    return offer;
  }

  /** Whether redirects are followed. */
  public boolean followRedirects() {
    return followRedirects;
  }

  /** The user's request, with its tags. */
  Request request() {
    return request;
  }
}
