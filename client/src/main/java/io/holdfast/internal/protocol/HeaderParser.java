/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import static io.holdfast.internal.protocol.CloseCodes.PROTOCOL_ERROR;

/**
 * Parses frame headers (RFC 6455, 5.2), each rule checked at the first byte that can break it. The
 * fields are those of the last header.
 */
final class HeaderParser {
  private final boolean peerMasks;
  private final boolean peerCompresses;
  private final MessageAssembler message;

  boolean fin;
  int opcode;
  boolean compressed;
  long length;

  /** 0, which changes nothing, if the peer does not mask. */
  int maskingKey;

  HeaderParser(Role role, boolean peerCompresses, MessageAssembler message) {
    this.peerMasks = role == Role.SERVER;
    this.peerCompresses = peerCompresses;
    this.message = message;
  }

  /**
   * Parses the header at {@code b[at]}.
   *
   * @return its length, or 0 if it is not complete; what there is of it breaks no rule
   */
  int parse(byte[] b, int at, int available) throws ProtocolViolation {
    if (available == 0) {
      return 0;
    }
    parseFirstByte(b[at] & 0xff);
    if (available == 1) {
      return 0;
    }
    int headerLength = parseLength(b, at, available);
    if (headerLength == 0) {
      return 0;
    }
    if (isData()) {
      message.checkLength(length, compressed);
    }
    if (peerMasks) {
      if (available < headerLength + Integer.BYTES) {
        return 0;
      }
      maskingKey = parseKey(b, at + headerLength);
      headerLength += Integer.BYTES;
    }
    return headerLength;
  }

  boolean isData() {
    return opcode < FrameHeader.CLOSE;
  }

  private void parseFirstByte(int first) throws ProtocolViolation {
    fin = (first & FrameHeader.FIN) != 0;
    compressed = (first & FrameHeader.RSV1) != 0;
    opcode = first & FrameHeader.OPCODE;
    if ((first & (FrameHeader.RSV2 | FrameHeader.RSV3)) != 0) {
      throw error("RFC 6455 5.2: RSV2 or RSV3 is set and no extension gives it a meaning", first);
    }
    if (opcode > FrameHeader.PONG || (opcode > FrameHeader.BINARY && opcode < FrameHeader.CLOSE)) {
      throw error("RFC 6455 5.2: the opcode is reserved", first);
    }
    if (compressed) {
      checkRsv1(first);
    }
    if (!isData()) {
      if (!fin) {
        throw error("RFC 6455 5.5: a control frame is fragmented", first);
      }
    } else if (message.isOpen() != (opcode == FrameHeader.CONTINUATION)) {
      throw error(
          message.isOpen()
              ? "RFC 6455 5.4: a message begins inside another"
              : "RFC 6455 5.4: a continuation frame continues nothing",
          first);
    }
  }

  private void checkRsv1(int first) throws ProtocolViolation {
    if (!peerCompresses) {
      throw error("RFC 6455 5.2: RSV1 is set and no extension gives it a meaning", first);
    }
    if (opcode == FrameHeader.CONTINUATION || !isData()) {
      throw error("RFC 7692 6: RSV1 is set on what is not the first frame of a message", first);
    }
  }

  /** Returns the length of the header up to here, or 0 if more of it is to come. */
  private int parseLength(byte[] b, int at, int available) throws ProtocolViolation {
    int second = b[at + 1] & 0xff;
    boolean isMasked = (second & FrameHeader.MASK) != 0;
    if (isMasked != peerMasks) {
      throw error(
          isMasked
              ? "RFC 6455 5.1: a server masks its frame"
              : "RFC 6455 5.1: a client does not mask its frame",
          second);
    }
    int length7 = second & FrameHeader.LENGTH;
    length = length7;
    if (!isData()) {
      if (length7 > FrameHeader.MAX_CONTROL_PAYLOAD) {
        throw error(
            "RFC 6455 5.5: the payload of a control frame is longer than 125 bytes", second);
      }
      if (length7 == 1 && opcode == FrameHeader.CLOSE) {
        throw error("RFC 6455 5.5.1: the body of a Close frame is half a code", second);
      }
    }
    if (length7 < FrameHeader.LENGTH_16) {
      return 2;
    }
    return length7 == FrameHeader.LENGTH_16
        ? parseLength16(b, at + 2, available - 2)
        : parseLength64(b, at + 2, available - 2);
  }

  private int parseLength16(byte[] b, int at, int available) throws ProtocolViolation {
    if (available < Short.BYTES) {
      return 0;
    }
    int value = (b[at] & 0xff) << 8 | (b[at + 1] & 0xff);
    if (value < FrameHeader.LENGTH_16) {
      throw new ProtocolViolation(
          PROTOCOL_ERROR, "RFC 6455 5.2: a 16-bit length is not minimal; received " + value);
    }
    length = value;
    return 2 + Short.BYTES;
  }

  private int parseLength64(byte[] b, int at, int available) throws ProtocolViolation {
    long value = 0;
    int known = Math.min(available, Long.BYTES);
    for (int i = 0; i < known; i++) {
      value = value << 8 | (b[at + i] & 0xff);
    }
    if (known > 0 && b[at] < 0) {
      throw error("RFC 6455 5.2: the top bit of a 64-bit length is set", b[at] & 0xff);
    }
    if (known >= 6 && value >>> ((known - 6) * Byte.SIZE) == 0) {
      throw new ProtocolViolation(
          PROTOCOL_ERROR, "RFC 6455 5.2: a 64-bit length is not minimal; received one below 65536");
    }
    length = value;
    return known < Long.BYTES ? 0 : 2 + Long.BYTES;
  }

  private static int parseKey(byte[] b, int at) {
    return (b[at] & 0xff)
        | (b[at + 1] & 0xff) << 8
        | (b[at + 2] & 0xff) << 16
        | (b[at + 3] & 0xff) << 24;
  }

  private static ProtocolViolation error(String rule, int received) {
    return new ProtocolViolation(
        PROTOCOL_ERROR, rule + "; received the byte 0x" + Integer.toHexString(received));
  }
}
