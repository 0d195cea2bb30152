/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.Locale;
import java.util.Objects;
import okhttp3.HttpUrl;

/** WebSocket URIs (RFC 6455, 3) as OkHttp's URLs, and what of them may be shown. */
final class Urls {
  private static final String ALLOWED = "write ws://host[:port][/path] or wss://host[:port][/path]";

  private Urls() {}

  /**
   * Parses a ws, wss, http or https URL; the result is http or https. The messages never hold the
   * URL, for it may hold secrets.
   */
  static HttpUrl parse(String url) {
    String trimmed = Objects.requireNonNull(url, "url").trim();
    int schemeEnd = trimmed.indexOf("://");
    if (schemeEnd < 0) {
      throw new IllegalArgumentException("the URL has no scheme: " + ALLOWED);
    }
    String rest = trimmed.substring(schemeEnd);
    // HttpUrl would take the first segment of the path for the host of ws:///path.
    if (rest.length() == 3 || "/\\?#".indexOf(rest.charAt(3)) >= 0) {
      throw new IllegalArgumentException("the URL has no host: " + ALLOWED);
    }
    HttpUrl parsed = HttpUrl.parse(httpScheme(trimmed.substring(0, schemeEnd)) + rest);
    if (parsed == null) {
      throw new IllegalArgumentException("the URL's host or port is malformed: " + ALLOWED);
    }
    if (parsed.fragment() != null) {
      // 3: fragment identifiers are meaningless here and MUST NOT be used.
      throw new IllegalArgumentException(
          "the URL has a fragment: remove what follows '#', or write it as %23");
    }
    if (!parsed.encodedUsername().isEmpty() || !parsed.encodedPassword().isEmpty()) {
      throw new IllegalArgumentException(
          "the URL has a user name or password: use header(\"Authorization\", Credentials.basic(...)),"
              + " or an authenticator of the OkHttpClient");
    }
    return parsed;
  }

  private static String httpScheme(String scheme) {
    switch (scheme.toLowerCase(Locale.ROOT)) {
      case "ws":
      case "http":
        return "http";
      case "wss":
      case "https":
        return "https";
      default:
        throw new IllegalArgumentException(
            "the URL's scheme is not ws, wss, http or https: " + ALLOWED);
    }
  }

  /** Returns scheme, host and port: all of a URL that may be logged. */
  static String display(HttpUrl url) {
    String host = url.host().indexOf(':') < 0 ? url.host() : '[' + url.host() + ']';
    return (url.isHttps() ? "wss://" : "ws://") + host + ':' + url.port();
  }
}
