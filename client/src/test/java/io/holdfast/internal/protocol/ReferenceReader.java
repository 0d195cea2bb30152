/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reader of frames that is as simple as section 5 reads: frame by frame and slowly; knows nothing of buffers. */
final class ReferenceReader {
  final List<String> events = new ArrayList<>();
  private final Role role;
  private final long limit;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private int messageOpcode;
  private int empty;
  private boolean closed;

  ReferenceReader(Role role, long limit) {
    this.role = role;
    this.limit = limit;
  }

  /** Returns the close code of the violation, or 0; null if the last frame is incomplete. */
  @Nullable
  Integer read(byte[] bytes) {
    try {
      return readAll(bytes);
    } catch (IndexOutOfBoundsException incomplete) {
      return null;
    }
  }

  private int readAll(byte[] bytes) {
    int at = 0;
    while (at < bytes.length && !closed) {
      int first = bytes[at] & 0xff;
      int second = bytes[at + 1] & 0xff;
      long length = second & 0x7f;
      int lengthBytes = length == 126 ? 2 : length == 127 ? 8 : 0;
      int fault = firstFault(first, second);
      if (fault != 0) {
        return fault;
      }
      at += 2;
      if (lengthBytes > 0) {
        ByteBuffer extended = ByteBuffer.wrap(bytes, at, lengthBytes);
        length = lengthBytes == 2 ? extended.getShort() & 0xffff : extended.getLong();
        at += lengthBytes;
        if (length < (lengthBytes == 2 ? 126 : 65536)) {
          return 1002; // not minimal, or negative
        }
      }
      int opcode = first & 0xf;
      if (opcode == 0 && length == 0 && empty == 1024) {
        return 1008;
      }
      if (opcode < 8 && length > limit - message.size()) {
        return 1009;
      }
      byte[] key = new byte[4];
      if (at + length + (role == Role.SERVER ? 4 : 0) > bytes.length) {
        throw new IndexOutOfBoundsException("incomplete");
      }
      if (role == Role.SERVER) {
        key = Arrays.copyOfRange(bytes, at, at + 4);
        at += 4;
      }
      byte[] payload = Arrays.copyOfRange(bytes, at, at + (int) length);
      at += (int) length;
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= key[i % 4];
      }
      fault = opcode < 8 ? data(first >= 0x80, opcode, payload) : control(opcode, payload);
      if (fault != 0) {
        return fault;
      }
    }
    return 0;
  }

  private int firstFault(int first, int second) {
    int opcode = first & 0xf;
    boolean wrong = (first & 0x70) != 0
        || !List.of(0, 1, 2, 8, 9, 10).contains(opcode)
        || (opcode >= 8 && first < 0x80)
        || (opcode == 0 && messageOpcode == 0)
        || ((opcode == 1 || opcode == 2) && messageOpcode != 0)
        || (second >= 0x80) != (role == Role.SERVER)
        || (opcode >= 8 && (second & 0x7f) > 125)
        || (opcode == 8 && (second & 0x7f) == 1);
    return wrong ? 1002 : 0;
  }

  private int data(boolean fin, int opcode, byte[] payload) {
    if (opcode != 0) {
      messageOpcode = opcode;
      empty = 0;
    }
    empty = payload.length == 0 ? empty + 1 : 0;
    message.writeBytes(payload);
    byte[] soFar = message.toByteArray();
    if (messageOpcode == 1 && !isText(soFar, fin)) {
      return 1007;
    }
    if (fin) {
      events.add(
          messageOpcode == 1
              ? Recorder.text(new String(soFar, StandardCharsets.UTF_8))
              : Recorder.binary(soFar));
      message.reset();
      messageOpcode = 0;
    }
    return 0;
  }

  private int control(int opcode, byte[] payload) {
    if (opcode != 8) {
      events.add((opcode == 9 ? "ping " : "pong ") + Wire.hex(payload));
      return 0;
    }
    if (payload.length == 0) {
      events.add("close 1005 ");
    } else {
      int code = (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
      if (!CloseCodes.isReceivable(code)) {
        return 1002;
      }
      byte[] reason = Arrays.copyOfRange(payload, 2, payload.length);
      if (!isText(reason, true)) {
        return 1007;
      }
      events.add("close " + code + " " + new String(reason, StandardCharsets.UTF_8));
    }
    closed = true;
    return 0;
  }

  /** Whether it is, or, if not complete, becomes text with what may follow. */
  private static boolean isText(byte[] bytes, boolean complete) {
    String[] rests = complete
        ? new String[] {""}
        : new String[] {"", "80", "a0", "8080", "9080", "a080", "808080", "908080"};
    for (String rest : rests) {
      try {
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(Wire.concat(bytes, Wire.hex(rest))));
        return true;
      } catch (CharacterCodingException notWithThis) {
        continue;
      }
    }
    return false;
  }
}
