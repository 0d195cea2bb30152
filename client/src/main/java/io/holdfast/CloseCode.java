/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * The close codes of RFC 6455, 7.4.1, and of its IANA registry, by name.
 *
 * <p>They are plain ints because the range 3000–4999 belongs to libraries and applications: any
 * number may arrive in a {@link CloseEvent}.
 */
public final class CloseCode {
  /** 1000: the purpose of the connection is fulfilled. */
  public static final int NORMAL = 1000;

  /** 1001: an endpoint goes away; a server shuts down or a page is left. */
  public static final int GOING_AWAY = 1001;

  /** 1002: the peer broke a rule of the protocol. */
  public static final int PROTOCOL_ERROR = 1002;

  /** 1003: the endpoint cannot accept this type of data. */
  public static final int UNSUPPORTED_DATA = 1003;

  /** 1005: the peer's Close frame had no code. Never on the wire. */
  public static final int NO_STATUS = 1005;

  /**
   * 1006: the connection ended, or was never made, without a Close frame from the peer. Never on
   * the wire.
   */
  public static final int ABNORMAL = 1006;

  /** 1007: the data of a message did not fit its type, such as text that is not UTF-8. */
  public static final int INVALID_PAYLOAD = 1007;

  /** 1008: a message broke a policy of the endpoint; many servers use it for a refused login. */
  public static final int POLICY_VIOLATION = 1008;

  /** 1009: a message was too big for the endpoint. */
  public static final int MESSAGE_TOO_BIG = 1009;

  /** 1010: the client expected the server to negotiate an extension. */
  public static final int MANDATORY_EXTENSION = 1010;

  /** 1011: the server met an unexpected condition. */
  public static final int INTERNAL_ERROR = 1011;

  /** 1012: the server restarts. */
  public static final int SERVICE_RESTART = 1012;

  /** 1013: the server is overloaded; try again later. */
  public static final int TRY_AGAIN_LATER = 1013;

  /** 1014: a gateway received an invalid response from the server behind it. */
  public static final int BAD_GATEWAY = 1014;

  /** 1015: the TLS handshake failed. Never on the wire. */
  public static final int TLS_HANDSHAKE = 1015;

  private CloseCode() {}

  /**
   * {@return the name of a code for people to read: that of the constant above, or {@code
   * RESERVED}, {@code REGISTERED} (3000–3999), {@code PRIVATE} (4000–4999), or {@code INVALID} for
   * what no Close frame may carry (7.4.2)}
   *
   * @param code any number
   */
  public static String name(int code) {
    switch (code) {
      case NORMAL:
        return "NORMAL";
      case GOING_AWAY:
        return "GOING_AWAY";
      case PROTOCOL_ERROR:
        return "PROTOCOL_ERROR";
      case UNSUPPORTED_DATA:
        return "UNSUPPORTED_DATA";
      case NO_STATUS:
        return "NO_STATUS";
      case ABNORMAL:
        return "ABNORMAL";
      case INVALID_PAYLOAD:
        return "INVALID_PAYLOAD";
      case POLICY_VIOLATION:
        return "POLICY_VIOLATION";
      case MESSAGE_TOO_BIG:
        return "MESSAGE_TOO_BIG";
      case MANDATORY_EXTENSION:
        return "MANDATORY_EXTENSION";
      case INTERNAL_ERROR:
        return "INTERNAL_ERROR";
      case SERVICE_RESTART:
        return "SERVICE_RESTART";
      case TRY_AGAIN_LATER:
        return "TRY_AGAIN_LATER";
      case BAD_GATEWAY:
        return "BAD_GATEWAY";
      case TLS_HANDSHAKE:
        return "TLS_HANDSHAKE";
      default:
        return range(code);
    }
  }

  private static String range(int code) {
    if (code < 1000 || code > 4999) {
      return "INVALID";
    }
    if (code < 3000) {
      return "RESERVED";
    }
    return code < 4000 ? "REGISTERED" : "PRIVATE";
  }
}
