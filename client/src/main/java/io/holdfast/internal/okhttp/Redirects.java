/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Which redirects are followed, and with what. OkHttp's own way keeps all headers but Authorization on the way to
 * another origin.
 */
final class Redirects {
  static final int MAX = 5;

  private Redirects() {}

  static boolean isRedirect(Response response) {
    switch (response.code()) {
      case 301:
      case 302:
      case 303:
      case 307:
      case 308:
        return true;
      default:
        return false;
    }
  }

  /** Where the response points to, as an http or https URL without fragment; null if that cannot be dialled. */
  static @Nullable HttpUrl target(HttpUrl from, Response response) {
    String location = response.header("Location");
    if (location == null) {
      return null;
    }
    location = location.trim();
    if (location.regionMatches(true, 0, "ws:", 0, 3)) {
      location = "http:" + location.substring(3);
    } else if (location.regionMatches(true, 0, "wss:", 0, 4)) {
      location = "https:" + location.substring(4);
    }
    HttpUrl target = from.resolve(location);
    return target == null ? null : target.newBuilder().fragment(null).build();
  }

  static boolean isSameOrigin(HttpUrl a, HttpUrl b) {
    return a.scheme().equals(b.scheme()) && a.host().equals(b.host()) && a.port() == b.port();
  }

  /** The same request for the new target; on its way to another origin it keeps nothing that a user gave it. */
  static Request follow(Request request, HttpUrl target, DialState state) {
    Request.Builder next = request.newBuilder().url(target);
    if (!isSameOrigin(request.url(), target)) {
      for (String name : request.headers().names()) {
        next.removeHeader(name);
      }
    }
    return state.withHandshake(next.build());
  }
}
