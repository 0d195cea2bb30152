/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The libraries that are measured, each behind the same small face. */
@NullMarked
package io.holdfast.bench.peers;

import org.jspecify.annotations.NullMarked;
