/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

/** The bits of a frame's first byte (RFC 6455, 5.2). */
public final class FrameHeader {
  public static final int FIN = 0x80;

  /** "Per-Message Compressed" once permessage-deflate is agreed (RFC 7692, 6). */
  public static final int RSV1 = 0x40;

  public static final int RSV2 = 0x20;
  public static final int RSV3 = 0x10;

  public static final int CONTINUATION = 0x0;
  public static final int TEXT = 0x1;
  public static final int BINARY = 0x2;
  public static final int CLOSE = 0x8;
  public static final int PING = 0x9;
  public static final int PONG = 0xa;

  /** 5.5: the longest payload of a control frame. */
  public static final int MAX_CONTROL_PAYLOAD = 125;

  static final int OPCODE = 0x0f;
  static final int MASK = 0x80;
  static final int LENGTH = 0x7f;
  static final int LENGTH_16 = 126;
  static final int LENGTH_64 = 127;

  private FrameHeader() {}
}
