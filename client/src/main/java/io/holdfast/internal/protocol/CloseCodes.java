/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

/**
 * Which close codes may be received and which may be sent (RFC 6455, 7.4, and the IANA registry).
 */
public final class CloseCodes {
  public static final int NORMAL = 1000;
  public static final int GOING_AWAY = 1001;
  public static final int PROTOCOL_ERROR = 1002;
  public static final int UNSUPPORTED_DATA = 1003;

  /** 7.4.1: stands for a Close frame without a code; never on the wire. */
  public static final int NO_STATUS = 1005;

  /** 7.4.1: stands for a connection that ended without a Close frame; never on the wire. */
  public static final int ABNORMAL = 1006;

  public static final int INVALID_PAYLOAD = 1007;
  public static final int POLICY_VIOLATION = 1008;
  public static final int MESSAGE_TOO_BIG = 1009;
  public static final int INTERNAL_ERROR = 1011;
  public static final int BAD_GATEWAY = 1014;

  /** 7.4.2: libraries and applications register 3000 to 3999; 4000 to 4999 are private. */
  private static final int FIRST_APPLICATION = 3000;

  private static final int LAST_PRIVATE = 4999;

  private CloseCodes() {}

  /**
   * Whether a peer may send this code. 1004 is reserved, 1005, 1006 and 1015 are never sent, and
   * nobody has defined the others below 3000.
   */
  public static boolean isReceivable(int code) {
    return (code >= NORMAL && code <= UNSUPPORTED_DATA)
        || (code >= INVALID_PAYLOAD && code <= BAD_GATEWAY)
        || isApplication(code);
  }

  /**
   * Whether a user of the client may send this code: what is receivable, less what only a protocol
   * engine or a server says.
   */
  public static boolean isSendable(int code) {
    return code == NORMAL
        || code == GOING_AWAY
        || code == UNSUPPORTED_DATA
        || (code >= INVALID_PAYLOAD && code <= INTERNAL_ERROR)
        || isApplication(code);
  }

  private static boolean isApplication(int code) {
    return code >= FIRST_APPLICATION && code <= LAST_PRIVATE;
  }
}
