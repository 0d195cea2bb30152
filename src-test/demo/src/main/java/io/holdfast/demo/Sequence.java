/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows the sequence numbers of the embedded feed: what arrived, what is missing. Confined to the callbacks. */
final class Sequence {
  /** Messages that are missing, both ends included. */
  static final class Gap {
    final long first;
    final long last;

    Gap(long first, long last) {
      this.first = first;
      this.last = last;
    }

    long size() {
      return last - first + 1;
    }

    @Override
    public String toString() {
      return first == last ? String.valueOf(first) : first + "–" + last;
    }
  }

  private static final String FIELD = "{\"seq\":";

  private final List<Gap> gaps = new ArrayList<>();
  private long first = -1;
  private long last = -1;
  private long lost;
  private long outOfOrder;

  /** Takes a message; returns the gap before it, if there is one. */
  @Nullable
  Gap take(String message) {
    long number = numberOf(message);
    if (number < 0) {
      return null;
    }
    if (first < 0) {
      first = number;
      last = number;
      return null;
    }
    if (number <= last) {
      outOfOrder++;
      return null;
    }
    Gap gap = number == last + 1 ? null : new Gap(last + 1, number - 1);
    last = number;
    if (gap != null) {
      gaps.add(gap);
      lost += gap.size();
    }
    return gap;
  }

  private static long numberOf(String message) {
    int end = message.indexOf(',');
    if (!message.startsWith(FIELD) || end < 0) {
      return -1;
    }
    try {
      return Long.parseLong(message.substring(FIELD.length(), end));
    } catch (NumberFormatException e) {
      return -1; // no message of the feed
    }
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  long lost() {
    return lost;
  }

  /** Repeated or late messages. */
  long outOfOrder() {
    return outOfOrder;
  }

  List<Gap> gaps() {
    return Collections.unmodifiableList(gaps);
  }
}
