/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.okhttp.HandshakeRejected;
import io.holdfast.internal.protocol.Handshake;
import io.holdfast.internal.protocol.ProtocolViolation;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.Headers;
import okio.ByteString;

/** Turns what went wrong into the typed errors of the contract, each saying in one line what to do about it. */
final class Failures {
  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  /** What OkHttp says, and our own CONNECT with it, when nobody has credentials for the proxy. */
  private static final String PROXY_WANTS_CREDENTIALS = "Failed to authenticate with proxy";

  private Failures() {}

  /** A dial or handshake that failed. */
  static WebSocketException dial(String hostAndPort, Throwable t) {
    if (t instanceof HandshakeRejected) {
      HandshakeRejected rejected = (HandshakeRejected) t;
      return new HandshakeException(
          t.getMessage() + adviceForStatus(rejected.status()),
          t,
          rejected.status(),
          rejected.headers(),
          rejected.body(),
          rejected.rule());
    }
    if (t instanceof IOException && PROXY_WANTS_CREDENTIALS.equals(t.getMessage())) {
      return new HandshakeException(
          "The proxy answered HTTP 407 to CONNECT" + adviceForStatus(PROXY_AUTHENTICATION_REQUIRED),
          t,
          PROXY_AUTHENTICATION_REQUIRED,
          new Headers.Builder().build(),
          ByteString.EMPTY,
          "RFC 6455, 4.1: the proxy must open the connection");
    }
    return new WebSocketException(
        "Cannot connect to " + hostAndPort + ": " + describe(t) + "; " + advice(t), t);
  }

  /** The request interceptor failed, or set what is not its to set. */
  static WebSocketException interceptor(Throwable t) {
    String what = t.getClass().getName();
    return t instanceof IOException
        ? new InterceptorException(
            "The request interceptor failed with " + what + "; it is asked again", t, false)
        : new InterceptorException(
            "The request interceptor threw " + what
                + " or set a header that is not its to set; mend it: this is final",
            t,
            true);
  }

  /** An attempt whose deadline has passed. */
  static WebSocketException deadline(WebSocketOptions options, boolean atServer) {
    long nanos = atServer ? options.handshakeTimeoutNanos : options.interceptorTimeoutNanos;
    String what =
        atServer ? "The opening handshake (DNS, TCP, TLS, HTTP)" : "The request interceptor";
    String option = atServer ? "handshakeTimeout" : "interceptorTimeout";
    String message = what + " did not finish within " + TimeUnit.NANOSECONDS.toMillis(nanos)
        + " ms; raise " + option + " if that is normal here";
    return new WebSocketException(message, new SocketTimeoutException(message));
  }

  /** An attempt that waited for the thread of an earlier one, in vain. */
  static WebSocketException stillBusy(WebSocketOptions options) {
    String message =
        "An earlier attempt is still inside DNS, the request interceptor or other user code after another "
            + TimeUnit.NANOSECONDS.toMillis(options.handshakeTimeoutNanos)
            + " ms, and a second one is not made beside it; give what blocks there a timeout";
    return new WebSocketException(message, new SocketTimeoutException(message));
  }

  /** The peer broke the protocol or a limit. */
  static WebSocketProtocolException violation(ProtocolViolation violation) {
    return new WebSocketProtocolException(
        violation.getMessage() + "; the connection was failed with " + violation.closeCode() + ": "
            + adviceForCode(violation.closeCode()),
        violation,
        violation.closeCode());
  }

  /** An open connection that broke. */
  static WebSocketException lost(IOException e) {
    if (e instanceof SourceFailedException) {
      return new WebSocketException(
          "Your MessageSource failed in mid-message, which cannot be taken back: the connection was closed with 1011;"
              + " mend the source, and send the message again",
          e.getCause());
    }
    return new WebSocketException(
        "The connection was lost: " + describe(e) + "; nothing to do if it reconnects", e);
  }

  /** The TCP connection ended without a closing handshake. */
  static WebSocketException endOfStream(boolean inMessage) {
    EOFException cause =
        new EOFException(inMessage ? "end of stream in the middle of a message" : "end of stream");
    return new WebSocketException(
        "The server ended the TCP connection without a Close frame"
            + (inMessage ? " in the middle of a message" : "")
            + "; a crash, a restart, or a proxy's idle timeout: a shorter heartbeat interval helps against the last",
        cause);
  }

  /** What the JDK's network classes say names hosts and reasons; what others say may hold secrets, so only their class is told. */
  private static String describe(Throwable t) {
    String message = t.getMessage();
    boolean isNetwork = t instanceof SocketException
        || t instanceof UnknownHostException
        || t instanceof SocketTimeoutException
        || t instanceof SSLException;
    return isNetwork && message != null && !message.isEmpty()
        ? Handshake.sanitize(message)
        : t.getClass().getName();
  }

  private static String advice(Throwable t) {
    if (t instanceof UnknownHostException) {
      return "check the host name and the network";
    }
    if (t instanceof ConnectException) {
      return "check that the server listens there";
    }
    if (DefaultRetryPredicate.isTrustFailure(t)) {
      return "check the certificate, its host name and the client's trust";
    }
    if (t instanceof SSLException) {
      return "check that the server speaks TLS there, and its TLS versions, cipher suites and demand for a client certificate";
    }
    return "check the network, the proxy and the server";
  }

  /** The engine threw what it never should; the connection is lost, the socket need not be. */
  static WebSocketException bug(Throwable t) {
    return new WebSocketException(
        "The engine failed; please report this", new IOException("engine failure", t));
  }

  private static String adviceForStatus(int status) {
    switch (status) {
      case 401:
      case 403:
        return "; give a fresh token with requestInterceptor";
      case 404:
        return "; check the path of the URL";
      case 407:
        return "; give the OkHttpClient a proxyAuthenticator";
      case 426:
        return "; the server speaks other versions of the protocol only";
      case 408:
      case 425:
      case 429:
        return "; nothing to do: it is retried with backoff";
      default:
        if (status >= 500) {
          return "; the server's fault, retried with backoff: nothing to do if it passes";
        }
        return status >= 300 && status < 400
            ? "; use the new address, or allow followRedirects"
            : "";
    }
  }

  private static String adviceForCode(int code) {
    switch (code) {
      case CloseCode.MESSAGE_TOO_BIG:
        return "raise maxMessageSize, or take it in fragments";
      case CloseCode.INVALID_PAYLOAD:
        return "the server must send valid UTF-8 as text and valid deflate data";
      default:
        return "the server must be mended";
    }
  }
}
