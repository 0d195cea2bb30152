/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** RFC 6455 and RFC 7692 without I/O, threads or a clock: bytes in, events out, and back. */
@NullMarked
package io.holdfast.internal.protocol;

import org.jspecify.annotations.NullMarked;
